import { addDays, type Day, type Mic, type PriceBar, tradingCalendar } from '@tickermill/core';
import type { Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import { toBar } from './bars.ts';
import { storeSeries } from './store-series.ts';
import { lockSeries } from './stored-series.ts';

/** A stored history that somebody brings in: settled sessions of one instrument, ascending, each once. */
export interface ImportedSeries {
  readonly instrumentId: bigint;
  /** Null: the calendar of its exchange is not known, and every weekday may be a session. */
  readonly mic: Mic | null;
  readonly currency: string | null;
  readonly bars: readonly PriceBar[];
}

/** What an import came to, in bars. */
export interface ImportCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Left as they are: another provider's final bars. */
  readonly kept: number;
}

/** Ends a transaction that was only to be counted. */
const undone = Symbol('undone');

/**
 * Stores what is brought in under the name of a provider, in one transaction, and counts it into coverage, from session to
 * session: days that it leaves out stay gaps. What another provider has said stays. A dry run writes nothing.
 */
export async function importPrices(
  store: Store,
  all: readonly ImportedSeries[],
  { provider, isDryRun }: { readonly provider: string; readonly isDryRun: boolean },
): Promise<ImportCounts> {
  let counts: ImportCounts = { created: 0, updated: 0, unchanged: 0, kept: 0 };
  try {
    await store.sqlTransaction(async (tx) => {
      counts = await write(tx, all, provider);
      if (isDryRun) throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
  return counts;
}

async function write(tx: Sql, all: readonly ImportedSeries[], provider: string): Promise<ImportCounts> {
  await lockSeries(
    tx,
    all.map(({ instrumentId }) => String(instrumentId)),
  );
  let [created, updated, stored, kept] = [0, 0, 0, 0];
  for (const series of all) {
    const others = await daysOfOthers(tx, series, provider);
    const bars = series.bars.filter(({ date }) => !others.has(date));
    kept += series.bars.length - bars.length;
    for (const run of runsOf(bars, series.mic)) {
      const [count] = await storeSeries(tx, [toArriving(series, run, provider)]);
      created += count?.created ?? 0;
      updated += count?.updated ?? 0;
      stored += run.length;
    }
  }
  return { created, updated, unchanged: stored - created - updated, kept };
}

/** The days of which another provider has said something final. */
async function daysOfOthers(tx: Sql, { instrumentId, bars }: ImportedSeries, provider: string): Promise<Set<Day>> {
  const [first, last] = [bars[0]?.date, bars.at(-1)?.date];
  if (first === undefined || last === undefined) return new Set();
  const rows = await tx.$queryRaw<{ date: Day }[]>`
    SELECT date::text FROM daily_prices WHERE instrument_id = ${instrumentId} AND date BETWEEN ${first}::date AND ${last}::date
      AND final AND provider <> ${provider}`;
  return new Set(rows.map(({ date }) => date));
}

/** Stretches without a session left out: what lies between two of them is not covered. */
function runsOf(bars: readonly PriceBar[], mic: Mic | null): PriceBar[][] {
  const calendar = mic && tradingCalendar(mic);
  const runs: PriceBar[][] = [];
  let next: Day | null = null;
  for (const bar of bars) {
    if (bar.date === next) runs.at(-1)?.push(bar);
    else runs.push([bar]);
    next = calendar ? calendar.nextTradingDay(bar.date) : addDays(bar.date, isFriday(bar.date) ? 3 : 1);
  }
  return runs;
}

const isFriday = (day: Day) => new Date(`${day}T00:00:00Z`).getUTCDay() === 5;

const toArriving = ({ instrumentId, currency }: ImportedSeries, bars: readonly PriceBar[], provider: string) => ({
  instrument: String(instrumentId),
  provider,
  basis: 'split-adjusted' as const,
  isFallback: false,
  isWhole: false,
  currency,
  priceHint: 6,
  from: bars[0]?.date ?? '',
  to: bars.at(-1)?.date ?? '',
  bars: bars.map((bar) => toBar(bar, { currency, provider })),
  absent: [],
  actions: null,
  firstTradeDay: null,
  oddities: [],
});
