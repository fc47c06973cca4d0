import {
  type Cik,
  type CompanyFactsRecord,
  type CompanyReports,
  type DatasetId,
  type RecordOf,
  toCik,
} from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { writeCompany } from '@tickermill/store/datasets';
import { type BulkCounts, importReports } from '@tickermill/store/fundamentals';

type Sql = Store['sql'];

/** The name of a bulk file, without its ending. */
export type BulkName = 'companyfacts' | 'submissions';

/** The answer that an entry is: whose, and which step of the collector of its dataset reads it. */
interface BulkQuestion {
  readonly cik: Cik;
  readonly step: string;
  readonly input: Readonly<Record<string, string>>;
  /** The address at which EDGAR gives the same. */
  readonly url: string;
}

/** A bulk file of EDGAR: which answers its entries are, and how they are stored. */
export interface BulkKind {
  readonly dataset: DatasetId;
  /** Whether answers are kept, to be read again. */
  readonly keepsAnswers: boolean;
  /** Null for what is no such entry. */
  questionOf(entry: string): BulkQuestion | null;
  /** Stores a record as one that was fetched at an instant. */
  store(tx: Sql, record: RecordOf<DatasetId>, answeredAt: Date): Promise<keyof BulkCounts>;
}

/** Every report since there are any in electronic form. */
const since = '1990-01-01';

/** The bulk files that can be imported, by the name that EDGAR gives them. */
export const bulkKinds: Readonly<Record<BulkName, BulkKind>> = {
  companyfacts: {
    dataset: 'company-facts',
    keepsAnswers: true,
    questionOf(entry) {
      const [, digits] = /^CIK(\d{10})\.json$/.exec(entry) ?? [];
      if (digits === undefined) return null;
      const cik = toCik(digits);
      const url = `https://data.sec.gov/api/xbrl/companyfacts/${entry}`;
      return { cik, step: 'facts', input: { cik }, url };
    },
    store: async (tx, record, answeredAt) =>
      (await writeCompany(tx, record as CompanyFactsRecord, { again: false, answeredAt })).state,
  },
  submissions: {
    dataset: 'reports',
    keepsAnswers: false,
    questionOf(entry) {
      const [, digits, page] = /^CIK(\d{10})(-submissions-\d{3})?\.json$/.exec(entry) ?? [];
      if (digits === undefined) return null;
      const cik = toCik(digits);
      const url = `https://data.sec.gov/submissions/${entry}`;
      return page === undefined
        ? { cik, step: 'submissions', input: { cik, since }, url }
        : { cik, step: 'older-page', input: { cik, name: entry }, url };
    },
    store: (tx, record, answeredAt) => importReports(tx, record as CompanyReports, answeredAt),
  },
};
