import type { Cik } from '@tickermill/core';
import type { Company } from './company.ts';
import { toCompany } from './company-profile.ts';
import { inventListings } from './invented-companies.ts';
import { watchlistListings } from './watchlist.ts';

/** One entry of the list of tickers. */
export interface Entry {
  readonly ticker: string;
  readonly company: Company;
}

/** All companies of a sandbox. */
export interface Register {
  /** As many entries as the setting `tickers`, the default watchlist first. */
  readonly entries: readonly Entry[];
  readonly companies: readonly Company[];
  ofCik(cik: Cik): Company | undefined;
  ofTicker(ticker: string): Company | undefined;
}

/** Builds the register of a seed with so many tickers. A company is listed as soon as one of its tickers is. */
export function openRegister(seed: number, tickers: number): Register {
  const known = watchlistListings.flatMap((listing) => listing.tickers);
  const invented = inventListings(seed, Math.max(0, tickers - known.length), watchlistListings.length, known);
  const companies: Company[] = [];
  const entries: Entry[] = [];
  for (const listing of [...watchlistListings, ...invented]) {
    const kept = listing.tickers.slice(0, tickers - entries.length);
    const [first, ...others] = kept;
    if (first === undefined) break;
    // A company's own data does not depend on how many of its tickers fit into the list.
    const company: Company = { ...toCompany(seed, listing), tickers: [first, ...others] };
    companies.push(company);
    entries.push(...kept.map((ticker) => ({ ticker, company })));
  }
  const byCik = new Map(companies.map((company) => [company.cik, company]));
  const byTicker = new Map(entries.map(({ ticker, company }) => [ticker, company]));
  return { entries, companies, ofCik: (cik) => byCik.get(cik), ofTicker: (ticker) => byTicker.get(ticker) };
}
