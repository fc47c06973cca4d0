import { type Cik, type DatasetId, toCik } from '@tickermill/core';

/** A bulk file of EDGAR: which answers its entries are. */
export interface BulkKind {
  readonly dataset: DatasetId;
  /** The company that an entry is about; null for what is no such entry. */
  cikOf(entry: string): Cik | null;
  /** The address at which EDGAR gives the same as an answer. */
  url(cik: Cik): string;
}

/** The bulk files that can be imported, by the name that EDGAR gives them. */
export const bulkKinds = {
  companyfacts: {
    dataset: 'company-facts',
    cikOf: (entry) => {
      const cik = /^CIK(\d{10})\.json$/.exec(entry)?.[1];
      return cik === undefined ? null : toCik(cik);
    },
    url: (cik) => `https://data.sec.gov/api/xbrl/companyfacts/CIK${cik}.json`,
  },
} as const satisfies Record<string, BulkKind>;

/** The name of a bulk file, without its ending. */
export type BulkName = keyof typeof bulkKinds;
