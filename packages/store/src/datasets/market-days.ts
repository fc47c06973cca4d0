import type { MarketDayRecord } from '@tickermill/core';
import { storeMarketDay } from '../prices/market-day.ts';
import { storeMarketDayActions } from '../prices/market-day-actions.ts';
import { lockAllSeries } from '../prices/stored-series.ts';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type DatasetTable, noDocuments } from './table.ts';

/** Stores whole days of markets and their actions, idempotent. Bars count by instrument, actions for none. */
export async function storeMarketDays(tx: Sql, records: readonly MarketDayRecord[]): Promise<StoredCount[]> {
  if (records.some(({ kind }) => kind === 'bars')) await lockAllSeries(tx);
  const counts: StoredCount[] = [];
  for (const record of records) {
    if (record.kind === 'actions') await storeMarketDayActions(tx, record);
    else counts.push(...(await storeMarketDay(tx, record)));
  }
  return counts;
}

export const marketDaysTable: DatasetTable<'market-days'> = {
  dataset: 'market-days',
  recordsOf: 'instrument',
  store: storeMarketDays,
  settled: noDocuments,
};
