import { type Day, type Mic, type PriceBar, type PriceSeries, tradingCalendar } from '@tickermill/core';
import { runChecks } from '@tickermill/quality';
import { storeDailyPrices } from '@tickermill/store/datasets';
import { setCheck } from '@tickermill/store/quality';
import { openScratchStore, type ScratchStore, silentLog } from '@tickermill/testkit';
import { makeBar, makeSeries } from '../store/prices.fixture.ts';

/** Friday, two hours after New York's close. */
export const friday = new Date('2026-11-20T22:30:00Z');

/** What an invented series is like. */
interface InventedSeries {
  readonly mic?: Mic;
  readonly kind?: string;
  /** The first and the last session; by default the 90 before the day of the tests. */
  readonly from?: Day;
  readonly to?: Day;
  /** Changes a bar, by its place from the end: the last one is 0. */
  readonly edit?: (bar: PriceBar, fromEnd: number) => PriceBar;
  readonly series?: Partial<PriceSeries>;
  /** Sessions of which the source says that it has no bar. */
  readonly without?: readonly Day[];
  /** Not on the watchlist. */
  readonly isUntracked?: boolean;
}

/** A universe of invented series, and the checks of it. */
export interface QualityWorld {
  readonly store: ScratchStore;
  /** Lists an instrument and stores its series. Returns its id. */
  invent(symbol: string, about?: InventedSeries): Promise<bigint>;
  /** Lists and tracks an instrument without any bar. */
  list(symbol: string, about?: Pick<InventedSeries, 'mic' | 'kind' | 'isUntracked'>): Promise<bigint>;
  /** Runs a check on everything, with these thresholds, and returns its open findings: `AAPL 2026-11-18 critical`. */
  check(id: string, thresholds?: Record<string, number>): Promise<string[]>;
  /** Runs checks as the night does: on what has changed. */
  night(...ids: string[]): Promise<void>;
  /** The open findings of a check. */
  open(id: string): Promise<string[]>;
  setNow(instant: Date): void;
  rows<T>(sql: string): Promise<T[]>;
  close(): Promise<void>;
}

/** A series that no check finds anything in: it moves a little every day, and no two bars are equal. */
const plainBar = (date: Day, nth: number): PriceBar => {
  const close = (100 + ((nth * 7) % 5) * 0.5 + nth * 0.01).toFixed(2);
  const around = (by: number) => (Number(close) + by).toFixed(2);
  return makeBar(date, close, {
    open: around(0.1),
    high: around(0.5),
    low: around(-0.5),
    volume: String(10_000 + ((nth * 37) % 11) * 50),
  });
};

/** Opens it, on a Friday evening unless told otherwise. */
export async function openQuality(): Promise<QualityWorld> {
  const store = await openScratchStore();
  let instant = friday;
  const now = () => instant;
  const rows = <T>(sql: string): Promise<T[]> => store.db.$queryRawUnsafe(sql);
  await rows(`INSERT INTO watchlists (name) VALUES ('quality')`);

  const world: QualityWorld = {
    store,
    rows,
    setNow(to) {
      instant = to;
    },
    async list(symbol, { mic = 'XNYS', kind = 'stock', isUntracked = false } = {}) {
      const { id } = await store.db.instrument.create({ data: { name: symbol, kind, listingSource: 'test' } });
      await store.db.symbol.create({ data: { instrumentId: id, symbol, mic, validFrom: new Date('2020-01-01') } });
      if (!isUntracked)
        await rows(`INSERT INTO watchlist_items (watchlist_id, instrument_id, tracked_since)
          SELECT id, ${id}, '2026-11-01' FROM watchlists WHERE name = 'quality'`);
      return id;
    },
    async invent(symbol, about = {}) {
      const {
        mic = 'XNYS',
        from = '2026-07-15',
        to = '2026-11-20',
        edit = (bar) => bar,
        series = {},
        without = [],
      } = about;
      const id = await world.list(symbol, about);
      const days = tradingCalendar(mic).tradingDaysBetween(from, to);
      const all = days.map((day, nth) => edit(plainBar(day, nth), days.length - 1 - nth));
      const bars = all.filter(({ date }) => !without.includes(date));
      const answer = makeSeries(id, bars, { symbol, from, to, absent: [...without], ...series });
      await store.sqlTransaction((tx) => storeDailyPrices(tx, [answer]));
      return id;
    },
    async check(id, thresholds = {}) {
      const about = { enabled: true, severity: null, yellow: null, red: null, by: 'test' };
      await setCheck(store.sql, id, { ...about, thresholds });
      const [end] = await runChecks({ store, log: silentLog, now }, { runId: null, checkIds: [id], whole: true });
      if (end?.state !== 'done') throw new Error(`${id}: ${end?.errorMessage}`);
      return world.open(id);
    },
    async night(...checkIds) {
      await runChecks({ store, log: silentLog, now }, { runId: null, checkIds, whole: false });
    },
    async open(id) {
      const found = await rows<{ line: string }>(`
        SELECT concat_ws(' ', coalesce(s.symbol, f.subject), f.date, f.severity) AS line FROM qa_findings f
          LEFT JOIN symbols s ON s.instrument_id = f.instrument_id AND s.valid_to IS NULL
        WHERE f.check_id = '${id}' AND f.resolved_at IS NULL ORDER BY 1`);
      return found.map(({ line }) => line);
    },
    close: () => store.close(),
  };
  return world;
}
