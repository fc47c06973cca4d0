import { type Cik, type Day, isOfUnitedStates, type ListedInstrument, type Ticker } from '@tickermill/core';

/** A row of a listing, with the CIK that the SEC's list gives its symbol. */
export type ListedRow = ListedInstrument & { readonly cik: Cik | null };

/** An instrument that rows may be about, as it is stored before they are read. */
export interface StoredLine {
  readonly instrumentId: string;
  /** Its symbol and exchange, or the last that it had. */
  readonly symbol: Ticker;
  readonly mic: string;
  /** It carries the symbol now. */
  readonly isHeld: boolean;
  readonly status: string;
  readonly isin: string | null;
  readonly cik: Cik | null;
  readonly kind: string;
  /** The name as listings of exchanges write it, if one names it. */
  readonly listedName: string | null;
  /** The exchange for which this listing names it; null: it does not. */
  readonly namedAt: string | null;
  /** The day of the first reading of this listing without it. */
  readonly missingSince: Day | null;
}

/** What proves that a row is about an instrument. */
type Proof = 'symbol' | 'isin' | 'cik';

/** An instrument that a row is about, and what that makes of it. */
export interface KeptLine {
  readonly line: StoredLine;
  readonly row: ListedRow;
  readonly how: 'same' | 'placed' | 'moved' | 'renamed' | 'relisted';
  readonly by: Proof;
}

/** That a new instrument may be one that is stored: not proven, to be confirmed. */
export interface Proposal {
  readonly what: 'rename-proposed' | 'relisting-proposed';
  readonly former: StoredLine;
}

/** The comparison of the rows of a listing with what is stored. */
export interface RowMatch {
  readonly kept: readonly KeptLine[];
  readonly added: readonly { readonly row: ListedRow; readonly proposal: Proposal | null }[];
  /** Instruments that have lost their symbol to that of a row. */
  readonly displaced: readonly { readonly line: StoredLine; readonly row: ListedRow }[];
  /** Active instruments that this listing named and names no more. */
  readonly missing: readonly StoredLine[];
}

/** Symbols are unique within it: an exchange, or all of the United States. */
const marketOf = (mic: string) => (isOfUnitedStates(mic) ? 'US' : mic);
const keyOf = ({ symbol, mic }: { readonly symbol: Ticker; readonly mic: string }) => `${marketOf(mic)} ${symbol}`;
const plain = (name: string) =>
  name
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const differ = (one: string | null, other: string | null) => one !== null && other !== null && one !== other;
/** Nothing shows that they are two securities. */
const agree = (line: StoredLine, row: ListedRow) => !differ(line.isin, row.isin) && !differ(line.cik, row.cik);
const shareId = (line: StoredLine, row: ListedRow) =>
  (row.isin !== null && line.isin === row.isin) || (row.cik !== null && line.cik === row.cik);

/**
 * Holds the rows of a listing against what is stored. A pure function (docs/decisions/0031). A row is about the instrument
 *
 * 1. that carries its symbol at its exchange; at another exchange of the United States if an id or the name is the same,
 *    or no exchange has named it yet,
 * 2. that has its ISIN and is not named by this listing otherwise: renamed, moved, or listed again,
 * 3. that was delisted under its symbol and whose CIK the SEC's list gives to that symbol: listed again.
 *
 * Never about one whose ISIN or CIK is another. What is left is new; where an instrument may have gone on under it, that
 * is proposed. `exchanges`: those whose rows are all here, so that what they no longer name is missing.
 */
export function matchRows(
  rows: readonly ListedRow[],
  lines: readonly StoredLine[],
  exchanges: ReadonlySet<string>,
): RowMatch {
  const kept: KeptLine[] = [];
  const taken = new Set<string>();
  const keep = (line: StoredLine, row: ListedRow, by: Proof) => {
    taken.add(line.instrumentId);
    kept.push({ line, row, how: howOf(line, row), by });
  };

  const holders = grouped(
    lines.filter(({ isHeld }) => isHeld),
    keyOf,
  );
  const left: ListedRow[] = [];
  for (const row of rows) {
    const held = holders.get(keyOf(row)) ?? [];
    const holder = held.find(({ mic }) => mic === row.mic) ?? held[0];
    if (holder && agree(holder, row) && !taken.has(holder.instrumentId) && mayMove(holder, row))
      keep(holder, row, 'symbol');
    else left.push(row);
  }

  const unknown = matchBy(left, lines, taken, {
    idOf: ({ isin }) => isin,
    isMeant: (line, row) => line.namedAt !== null || marketOf(line.mic) === marketOf(row.mic),
    keep: (line, row) => keep(line, row, 'isin'),
  });
  const strange = matchBy(unknown, lines, taken, {
    idOf: ({ cik }) => cik,
    isMeant: (line, row) => !line.isHeld && keyOf(line) === keyOf(row),
    keep: (line, row) => keep(line, row, 'cik'),
  });

  const missing = lines.filter(
    (line) =>
      line.namedAt !== null && exchanges.has(line.namedAt) && line.status === 'active' && !taken.has(line.instrumentId),
  );
  const displaced = [...kept.filter(({ how }) => how !== 'same').map(({ row }) => row), ...strange].flatMap((row) =>
    (holders.get(keyOf(row)) ?? [])
      .filter(({ mic, instrumentId }) => mic === row.mic && !taken.has(instrumentId))
      .map((line) => ({ line, row })),
  );
  const proposalFor = proposals(strange, lines, missing);
  const added = strange.map((row) => ({ row, proposal: proposalFor(row) }));
  return { kept, added, displaced, missing };
}

function howOf(line: StoredLine, row: ListedRow): KeptLine['how'] {
  if (!line.isHeld) return line.status === 'active' ? 'renamed' : 'relisted';
  if (line.symbol !== row.symbol) return 'renamed';
  if (line.mic === row.mic) return 'same';
  return line.listedName === null ? 'placed' : 'moved';
}

/** A symbol that turns up at another exchange may be another company's. */
const mayMove = (line: StoredLine, row: ListedRow) =>
  line.mic === row.mic || line.listedName === null || shareId(line, row) || plain(line.listedName) === plain(row.name);

interface IdMatch {
  idOf(of: { readonly isin: string | null; readonly cik: string | null }): string | null;
  isMeant(line: StoredLine, row: ListedRow): boolean;
  keep(line: StoredLine, row: ListedRow): void;
}

/** Matches rows by an id that both carry, where it is clear which line is meant. Returns the rows that are left. */
function matchBy(
  rows: readonly ListedRow[],
  lines: readonly StoredLine[],
  taken: ReadonlySet<string>,
  { idOf, isMeant, keep }: IdMatch,
): ListedRow[] {
  const byId = grouped(
    lines.filter((line) => idOf(line) !== null),
    (line) => String(idOf(line)),
  );
  const peers = new Map<string, number>();
  const groupOf = (row: ListedRow) => `${idOf(row)} ${row.mic} ${row.currency}`;
  for (const row of rows) peers.set(groupOf(row), (peers.get(groupOf(row)) ?? 0) + 1);
  return rows.filter((row) => {
    const id = idOf(row);
    const candidates = (id === null ? [] : (byId.get(id) ?? [])).filter(
      (line) => !taken.has(line.instrumentId) && isMeant(line, row) && agree(line, row),
    );
    const best = clearest(candidates, row);
    // Two new symbols of one security: which of them goes on is not said, unless one had the symbol before.
    if (!best || ((peers.get(groupOf(row)) ?? 0) > 1 && best.symbol !== row.symbol)) return true;
    keep(best, row);
    return false;
  });
}

/** The one line that stands out: of the same exchange, carrying a symbol, under the same symbol. */
function clearest(candidates: readonly StoredLine[], row: ListedRow): StoredLine | undefined {
  const rank = (line: StoredLine) =>
    Number(line.mic === row.mic) * 4 + Number(line.isHeld) * 2 + Number(line.symbol === row.symbol);
  const [first, second] = [...candidates].sort((one, other) => rank(other) - rank(one));
  return first && second && rank(first) === rank(second) ? undefined : first;
}

/** Finds the stored instrument that may go on as a new one: of its symbol and delisted, or of its name and missing. */
function proposals(
  strange: readonly ListedRow[],
  lines: readonly StoredLine[],
  missing: readonly StoredLine[],
): (row: ListedRow) => Proposal | null {
  const nameOf = ({ mic, kind }: { mic: string; kind: string }, name: string) =>
    `${marketOf(mic)} ${kind} ${plain(name)}`;
  const delisted = grouped(
    lines.filter(({ isHeld, status }) => !isHeld && status !== 'active'),
    keyOf,
  );
  const gone = grouped(
    missing.filter(({ isHeld, listedName }) => isHeld && listedName !== null),
    (line) => nameOf(line, line.listedName ?? ''),
  );
  const rivals = grouped(strange, (row) => nameOf(row, row.name));
  return (row) => {
    const [former, ...others] = (delisted.get(keyOf(row)) ?? []).filter((line) => agree(line, row));
    if (former && others.length === 0) return { what: 'relisting-proposed', former };
    const name = nameOf(row, row.name);
    const [namesake, ...namesakes] = (gone.get(name) ?? []).filter((line) => agree(line, row));
    const isOnly = namesakes.length === 0 && rivals.get(name)?.length === 1;
    return namesake && isOnly ? { what: 'rename-proposed', former: namesake } : null;
  };
}

function grouped<T>(all: readonly T[], keyOfOne: (one: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOfOne(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
