import { Cik, Ticker } from '@tickermill/core';
import { z } from 'zod';
import type { Company } from './company.ts';
import type { Register } from './register.ts';

/** Something that the list of companies says otherwise than the seed does. */
const CompanyChange = z.discriminatedUnion('kind', [
  /** A holding company is put above the company: its symbol is listed under another CIK, the former goes on filing. */
  z.strictObject({ kind: z.literal('new-cik'), ticker: Ticker, cik: Cik, name: z.string().min(1).optional() }),
  /** The company is listed under another symbol. */
  z.strictObject({ kind: z.literal('rename'), ticker: Ticker, to: Ticker }),
  /** The company is no longer listed under this symbol. */
  z.strictObject({ kind: z.literal('unlist'), ticker: Ticker }),
  /** An entry of its own, as it stands: one that cannot be read, or a symbol that is listed already. */
  z.strictObject({ kind: z.literal('entry'), entry: z.unknown() }),
]);
export type CompanyChange = z.infer<typeof CompanyChange>;

/** The body of `PUT /_sandbox/company-changes`: one change or several, in place of those that were. */
export const CompanyChangeList = z.preprocess((body) => (Array.isArray(body) ? body : [body]), z.array(CompanyChange));

/** A symbol of the list, and what the seed says in its place where it was changed. */
export interface ListedCompany {
  readonly ticker: string;
  readonly cik: Cik;
  readonly name: string;
  readonly formerly: { readonly ticker: string; readonly cik: Cik } | null;
}

/** The list of companies, and what it was changed to. */
export interface CompanyList {
  listed(): readonly ListedCompany[];
  /** Entries of their own. */
  others(): readonly unknown[];
  /** The company that took over a symbol under a CIK of its own, and has filed nothing yet. */
  successor(cik: Cik): Company | undefined;
  changes(): readonly CompanyChange[];
  /** Those in force: of the month of the exchanges' lists, and those made on demand. The same list until one changes. */
  inForce(): readonly CompanyChange[];
  /** Replaces the changes. Returns why they cannot be: then nothing is changed. */
  put(changes: readonly CompanyChange[]): string[];
  /** Follows the exchanges: these changes come before those made on demand. */
  follow(changes: readonly CompanyChange[]): void;
  reset(): void;
}

/** Opens the list over a register. */
export function openCompanyList({ entries, ofCik, ofTicker }: Register): CompanyList {
  let current: readonly CompanyChange[] = [];
  let followed: readonly CompanyChange[] = [];
  let inForce: readonly CompanyChange[] = [];
  const take = (changes: { current?: readonly CompanyChange[]; followed?: readonly CompanyChange[] }) => {
    current = changes.current ?? current;
    followed = changes.followed ?? followed;
    // What is changed on demand comes last, and so decides.
    inForce = [...followed, ...current];
  };
  const refusalOf = (change: CompanyChange): string[] => {
    if (change.kind === 'entry') return [];
    if (!ofTicker(change.ticker)) return [`${change.ticker} is not listed`];
    if (change.kind === 'unlist') return [];
    if (change.kind === 'new-cik') return ofCik(change.cik) ? [`${change.cik} is a company already`] : [];
    return ofTicker(change.to) ? [`${change.to} is taken`] : [];
  };
  const newCikOf = (ticker: string) =>
    inForce.flatMap((change) => (change.kind === 'new-cik' && change.ticker === ticker ? [change] : [])).at(-1);
  const newNameOf = (ticker: string) =>
    inForce.flatMap((change) => (change.kind === 'rename' && change.ticker === ticker ? [change.to] : [])).at(-1);
  const isUnlisted = (ticker: string) => inForce.some((change) => change.kind === 'unlist' && change.ticker === ticker);
  return {
    listed: () =>
      entries.flatMap(({ ticker, company }) => {
        if (isUnlisted(ticker)) return [];
        const [moved, to] = [newCikOf(ticker), newNameOf(ticker)];
        const formerly = moved || to !== undefined ? { ticker, cik: company.cik } : null;
        return [
          {
            ticker: to ?? ticker,
            cik: moved?.cik ?? company.cik,
            name: moved?.name ?? company.name,
            formerly,
          },
        ];
      }),
    others: () => inForce.flatMap((change) => (change.kind === 'entry' ? [change.entry] : [])),
    successor(cik) {
      const change = inForce.find((each) => each.kind === 'new-cik' && each.cik === cik);
      const company = change?.kind === 'new-cik' ? ofTicker(change.ticker) : undefined;
      if (!company || change?.kind !== 'new-cik') return undefined;
      return { ...company, cik, name: change.name ?? company.name, tickers: [change.ticker] };
    },
    changes: () => current,
    inForce: () => inForce,
    put(changes) {
      const refused = changes.flatMap(refusalOf);
      if (refused.length === 0) take({ current: changes });
      return refused;
    },
    follow: (changes) => take({ followed: changes }),
    reset: () => take({ current: [] }),
  };
}
