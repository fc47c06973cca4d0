import type { OwnershipFiling } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { matchFilings } from '../watch-rules/match.ts';
import { doneFilings, storeFilingsOfEach } from './insider-trades.ts';
import type { DatasetTable } from './table.ts';

/** Stores filings, and in the same transaction keeps which watch rules were waiting for them. */
export async function storeFilingsAndMatch(tx: Sql, filings: readonly OwnershipFiling[]): Promise<StoredCount[]> {
  const [counts = []] = await storeAndMatchEach(tx, [filings]);
  return counts;
}

async function storeAndMatchEach(tx: Sql, answers: readonly (readonly OwnershipFiling[])[]): Promise<StoredCount[][]> {
  const counts = await storeFilingsOfEach(tx, answers);
  await matchFilings(
    tx,
    answers.flat().map(({ accession }) => accession),
  );
  return counts;
}

export const insiderTradesTable: DatasetTable<'insider-trades'> = {
  dataset: 'insider-trades',
  recordsOf: 'cik',
  store: storeFilingsAndMatch,
  storeEach: storeAndMatchEach,
  settled: doneFilings,
};
