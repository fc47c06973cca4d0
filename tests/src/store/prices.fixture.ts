import type { PriceBar, PriceSeries } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { storeDailyPrices } from '@tickermill/store/datasets';
import { type ListedBar, listPrices } from '@tickermill/store/prices';
import type { ScratchStore } from '@tickermill/testkit';

/** An instrument of a test, listed under a symbol. */
export async function makeInstrument(store: ScratchStore, symbol: string, cik: string | null = null): Promise<bigint> {
  const { id } = await store.db.instrument.create({ data: { name: symbol, cik, listingSource: 'test' } });
  await store.db.symbol.create({ data: { instrumentId: id, symbol, validFrom: new Date('2020-01-01') } });
  return id;
}

/** A bar whose prices are all the same. */
export const makeBar = (date: string, close: string, fields: Partial<PriceBar> = {}): PriceBar => ({
  date,
  open: close,
  high: close,
  low: close,
  close,
  adjClose: close,
  volume: '1000',
  final: true,
  ...fields,
});

/** A series of an answer. */
export function makeSeries(
  instrument: bigint,
  bars: readonly PriceBar[],
  fields: Partial<PriceSeries> = {},
): PriceSeries {
  return {
    kind: 'series',
    instrument: String(instrument),
    symbol: 'TEST',
    provider: 'yahoo',
    basis: 'split-adjusted',
    isFallback: false,
    isWhole: false,
    currency: 'USD',
    priceHint: 2,
    from: bars[0]?.date ?? '2026-01-01',
    to: bars.at(-1)?.date ?? '2026-01-31',
    bars: [...bars],
    absent: [],
    late: [],
    actions: [],
    firstTradeDay: null,
    oddities: [],
    ...fields,
  };
}

/** Stores series as a commit does, and says what was created and updated. */
export async function keep(store: Store, ...series: PriceSeries[]): Promise<[created: number, updated: number]> {
  const counts = await store.sqlTransaction((tx) => storeDailyPrices(tx, series));
  return [counts.reduce((sum, { created }) => sum + created, 0), counts.reduce((sum, { updated }) => sum + updated, 0)];
}

/** Every bar of an instrument, as it is or as it was known at an instant. */
export async function barsOf(store: Store, instrumentId: bigint, asOf?: Date): Promise<ListedBar[]> {
  const bars: ListedBar[] = [];
  const listing = { instrumentId, from: '1900-01-01', to: '2100-01-01', adjusted: false, ...(asOf ? { asOf } : {}) };
  for await (const batch of listPrices(store.reads, listing)) bars.push(...batch);
  return bars;
}
