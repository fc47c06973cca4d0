import type { CompanyReports } from '@tickermill/core';
import { writeReports } from '../fundamentals/reports.ts';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type DatasetTable, noDocuments } from './table.ts';

/** Stores the reports that files name, each file by itself. Counts by CIK. */
async function storeReports(tx: Sql, records: readonly CompanyReports[]): Promise<StoredCount[]> {
  const counts: StoredCount[] = [];
  for (const record of records) {
    counts.push({ target: record.cik, records: record.reports.length, ...(await writeReports(tx, record)) });
  }
  return counts;
}

export const reportsTable: DatasetTable<'reports'> = {
  dataset: 'reports',
  recordsOf: 'cik',
  store: storeReports,
  settled: noDocuments,
};
