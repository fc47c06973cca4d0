import { storeFilingsAndMatch } from '../watch-rules/match.ts';
import { doneFilings } from './insider-trades.ts';
import type { DatasetTable } from './table.ts';

export const insiderTradesTable: DatasetTable<'insider-trades'> = {
  dataset: 'insider-trades',
  recordsOf: 'cik',
  store: storeFilingsAndMatch,
  settled: doneFilings,
};
