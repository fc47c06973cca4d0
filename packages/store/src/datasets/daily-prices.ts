import type { DailyPrices, PriceSeries } from '@tickermill/core';
import type { ArrivingSeries } from '../prices/arrive.ts';
import { toBar } from '../prices/bars.ts';
import { storeProbes } from '../prices/probes.ts';
import { storeSeries } from '../prices/store-series.ts';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type DatasetTable, noDocuments } from './table.ts';

/**
 * Upserts daily prices, idempotent. A final value that changes leaves a revision, a series that is rescaled as a whole
 * one factor; a probe only marks whether the stored series is verified or suspect. Counts by instrument.
 */
export async function storeDailyPrices(tx: Sql, records: readonly DailyPrices[]): Promise<StoredCount[]> {
  const counts: StoredCount[] = [];
  for (const round of rounds(records.filter((record) => record.kind === 'series'))) {
    counts.push(...(await storeSeries(tx, round.map(toArriving))));
  }
  counts.push(
    ...(await storeProbes(
      tx,
      records.filter((record) => record.kind === 'probe'),
    )),
  );
  return counts;
}

const toArriving = (series: PriceSeries): ArrivingSeries => ({
  ...series,
  isImport: false,
  bars: series.bars.map((bar) => toBar(bar, series)),
});

/** Series of different instruments each: two of one are stored one after the other. */
function rounds(all: readonly PriceSeries[]): PriceSeries[][] {
  const taken: PriceSeries[][] = [];
  const count = new Map<string, number>();
  for (const series of all) {
    const nth = count.get(series.instrument) ?? 0;
    count.set(series.instrument, nth + 1);
    taken[nth] = [...(taken[nth] ?? []), series];
  }
  return taken;
}

export const dailyPricesTable: DatasetTable<'daily-prices'> = {
  dataset: 'daily-prices',
  recordsOf: 'instrument',
  store: storeDailyPrices,
  settled: noDocuments,
};
