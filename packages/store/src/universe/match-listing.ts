import type { Cik, Company, Ticker } from '@tickermill/core';

/** An instrument with its current symbol, as it is stored before a list is read. */
export interface StoredListing {
  readonly instrumentId: string;
  readonly symbol: Ticker;
  readonly cik: Cik | null;
}

/** What a list says otherwise than the one before it, or cannot be taken from it. */
export interface ListingFinding {
  readonly what: 'cik-changed' | 'renamed' | 'symbol-passed' | 'rename-ambiguous' | 'two-companies';
  readonly symbol: Ticker;
  /** Null: of no one instrument. */
  readonly instrumentId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The comparison of a list with what is stored. */
export interface ListingMatch {
  /** Instruments that go on: under this symbol, of this company. */
  readonly kept: readonly (Company & { readonly instrumentId: string })[];
  /** Instruments that have lost their symbol to another one. */
  readonly displaced: readonly string[];
  readonly listed: readonly Company[];
  readonly findings: readonly ListingFinding[];
}

/**
 * Holds a list of companies against the current symbols of its exchanges. A pure function (docs/decisions/0023):
 *
 * - the symbol of a company that is listed under another one from now on, and under the former no more, was changed: a
 *   rename, which goes before everything else;
 * - a symbol that passes to another CIK goes on as the same instrument, unless its company has been renamed or the other
 *   company brings an instrument of its own;
 * - one symbol under two CIKs says nothing.
 */
export function matchListing(companies: readonly Company[], stored: readonly StoredListing[]): ListingMatch {
  const findings: ListingFinding[] = [];
  const list = new Map<Ticker, Company>();
  const contested = new Map<Ticker, Set<Cik>>();
  for (const company of companies) {
    const former = list.get(company.symbol);
    if (former === undefined) list.set(company.symbol, company);
    else if (former.cik !== company.cik) {
      const ciks = contested.get(company.symbol) ?? new Set([former.cik]);
      contested.set(company.symbol, ciks.add(company.cik));
    }
  }
  const holders = new Map(stored.map((each) => [each.symbol, each]));
  for (const [symbol, ciks] of contested) {
    list.delete(symbol);
    const instrumentId = holders.get(symbol)?.instrumentId ?? null;
    findings.push({ what: 'two-companies', symbol, instrumentId, detail: { ciks: [...ciks].sort() } });
  }

  const renames = renamesIn(list, stored, contested, findings);
  const renamed = new Set([...renames.values()].map(({ instrumentId }) => instrumentId));
  const kept: (Company & { instrumentId: string })[] = [];
  const displaced: string[] = [];
  const listed: Company[] = [];
  for (const company of list.values()) {
    const { symbol, cik } = company;
    const holder = holders.get(symbol);
    const isHeld = holder !== undefined && !renamed.has(holder.instrumentId);
    const moved = renames.get(symbol);
    if (moved) {
      kept.push({ ...company, instrumentId: moved.instrumentId });
      if (isHeld) {
        displaced.push(holder.instrumentId);
        const detail = { ciks: [holder.cik, cik], to_instrument: moved.instrumentId };
        findings.push({ what: 'symbol-passed', symbol, instrumentId: holder.instrumentId, detail });
      }
    } else if (isHeld) {
      kept.push({ ...company, instrumentId: holder.instrumentId });
      if (holder.cik !== null && holder.cik !== cik) {
        const detail = { ciks: [holder.cik, cik], name: company.name };
        findings.push({ what: 'cik-changed', symbol, instrumentId: holder.instrumentId, detail });
      }
    } else listed.push(company);
  }
  return { kept, displaced, listed, findings };
}

/** Which instrument goes on under a symbol that its company was not listed under before. */
function renamesIn(
  list: ReadonlyMap<Ticker, Company>,
  stored: readonly StoredListing[],
  contested: ReadonlyMap<Ticker, unknown>,
  findings: ListingFinding[],
): Map<Ticker, StoredListing> {
  const [lost, gained] = [new Map<Cik, StoredListing[]>(), new Map<Cik, Company[]>()];
  const staying = new Set<Cik>();
  const owned = new Set<string>();
  for (const each of stored) {
    if (each.cik === null) continue;
    owned.add(`${each.cik} ${each.symbol}`);
    if (contested.has(each.symbol)) continue;
    if (list.get(each.symbol)?.cik === each.cik) staying.add(each.cik);
    else lost.set(each.cik, [...(lost.get(each.cik) ?? []), each]);
  }
  for (const company of list.values()) {
    if (lost.has(company.cik) && !owned.has(`${company.cik} ${company.symbol}`))
      gained.set(company.cik, [...(gained.get(company.cik) ?? []), company]);
  }
  const renames = new Map<Ticker, StoredListing>();
  for (const [cik, added] of gained) {
    const former = lost.get(cik) ?? [];
    const isTheirs = (each: { readonly cik: Cik | null }) => each.cik === cik;
    const classOf = classesIn([...list.values()].filter(isTheirs));
    const formerClassOf = classesIn(stored.filter(isTheirs));
    for (const company of added) {
      // Several classes of shares stay apart: their endings distinguish them.
      const peers = added.filter((other) => classOf(other) === classOf(company));
      const candidates = former.filter((other) => formerClassOf(other) === classOf(company));
      const [only, ...others] = candidates;
      if (!only) continue;
      const { symbol, name } = company;
      // Where other shares of the company stay as they are, one may have ended and another begun: units, then warrants.
      if (others.length > 0 || peers.length > 1 || staying.has(cik)) {
        const detail = { cik, name, former: candidates.map((each) => each.symbol) };
        findings.push({ what: 'rename-ambiguous', symbol, instrumentId: null, detail });
        continue;
      }
      renames.set(symbol, only);
      const detail = { cik, from: only.symbol, to: symbol };
      findings.push({ what: 'renamed', symbol, instrumentId: only.instrumentId, detail });
    }
  }
  return renames;
}

/**
 * How the symbols of one company distinguish its shares: `B` of `BRK-B`, `W` of `ABCDW` beside `ABCD`, else nothing.
 */
function classesIn(shares: readonly { readonly symbol: Ticker }[]): (share: { readonly symbol: Ticker }) => string {
  const endingOf = (symbol: Ticker) => /[-.](.+)$/.exec(symbol)?.[1];
  const plain = shares.map(({ symbol }) => symbol).filter((symbol) => endingOf(symbol) === undefined);
  const base = plain.sort((one, other) => one.length - other.length)[0] ?? '';
  return ({ symbol }) => endingOf(symbol) ?? (symbol.startsWith(base) ? symbol.slice(base.length) : '');
}
