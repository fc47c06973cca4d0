import type { DatasetId, RecordOf } from '@tickermill/core';
import type { NextTask } from '../ledger/commit.ts';
import type { Sql } from '../sql.ts';
import { storeFilingsAndMatch } from '../watch-rules/match.ts';
import { storeCompanies } from './companies.ts';
import { storeDailyPrices } from './daily-prices.ts';
import { doneFilings } from './insider-trades.ts';
import { storeFeedPolls, storeIndexes, touchingTracked } from './ownership-lists.ts';
import { storeQuotes } from './quotes.ts';
import type { DoneDocument, StoredCount } from './stored.ts';

interface DatasetTable<D extends DatasetId> {
  /** Writes records, each once however often it comes. */
  store(tx: Sql, records: readonly RecordOf<D>[]): Promise<StoredCount[]>;
  /** Which of these documents need not be asked for: stored, or (unless forced) set aside. */
  settled(tx: Sql, keys: readonly string[], options: { force: boolean }): Promise<DoneDocument[]>;
  /**
   * Of the tasks that an answer about a whole market asks for, those that are wanted here. What it names is written down
   * only together with them: a run that was called off must not make it look as if it had been asked for.
   */
  wanted?(tx: Sql, next: readonly NextTask[]): Promise<NextTask[]>;
  /** Every record belongs to a target of its own, under whose name it is counted. */
  readonly isOfTarget?: boolean;
}

const noDocuments = async (): Promise<DoneDocument[]> => [];

/** How the records of each dataset are kept. */
export const datasetTables = {
  companies: { store: storeCompanies, settled: noDocuments },
  'insider-trades': { store: storeFilingsAndMatch, settled: doneFilings },
  'ownership-index': { store: storeIndexes, settled: noDocuments, wanted: touchingTracked },
  'ownership-feed': { store: storeFeedPolls, settled: noDocuments, wanted: touchingTracked },
  'daily-prices': { store: storeDailyPrices, settled: noDocuments, isOfTarget: true },
  quotes: { store: storeQuotes, settled: noDocuments, isOfTarget: true },
} as { readonly [D in DatasetId]: DatasetTable<DatasetId> } satisfies {
  readonly [D in DatasetId]: DatasetTable<never>;
};
