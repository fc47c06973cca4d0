import { addDays, type Day } from '@tickermill/core';
import type { ReportedRun } from '@tickermill/store/ledger';
import { type KeptMarketDay, marketDays } from '@tickermill/store/prices';
import type { ToBackend } from './every-backend.ts';
import { meant, openPrices, type PriceThread, type ShownBar } from './prices.fixture.ts';

/** Nights of many tickers of New York, for whom whole days take fewer requests. */
export interface MarketNights extends PriceThread {
  readonly tickers: readonly string[];
  setMorningAfter(day: Day): void;
  /** The first night, of short series. */
  first(day: Day): Promise<ReportedRun>;
  /** The run after midnight in New York, when the provider gives a day. */
  night(day: Day): Promise<ReportedRun>;
  /** What was kept of whole days, the latest first. */
  kept(): Promise<KeptMarketDay[]>;
  /** How stored bars of some days differ from what the sandbox says, by the digits that are meant. */
  wrong(from: Day, to: Day, except?: readonly string[]): Promise<string[]>;
  coverage(ticker: string): Promise<object>;
  /** Actions as `TICKER day type value provider`. */
  actions(tickers?: readonly string[]): Promise<string[]>;
  /** Tickers of which a bar is stored and to which nothing happens by itself. */
  someTickers(): Promise<string[]>;
  /** Tickers whose last bar is of a whole day, from so many on: nothing happens to them by themselves. */
  quietTickers(from?: number): Promise<string[]>;
  /** What was changed so far. */
  changes(): readonly object[];
  /** A ticker is called otherwise from now on. */
  rename(from: string, to: string): void;
  /** The tasks of a run that failed, as `step CODE`. */
  failures(run: ReportedRun): Promise<string[]>;
}

interface Options {
  readonly count: number;
  readonly folder?: string;
  readonly keys?: Readonly<Record<string, string>>;
}

/** Opens it with so many tracked tickers. */
export async function openMarketNights(
  toBackend: ToBackend,
  { count, folder, keys = { massive: 'SANDBOXKEY' } }: Options,
): Promise<MarketNights> {
  const prices = await openPrices(toBackend, {
    keys,
    settings: { tickers: count, ...(folder ? { folder } : {}) },
    worker: { attempts: 1 },
  });
  const { rows } = prices;
  await rows(`UPDATE symbols SET valid_from = '2020-01-01'`);
  const listed = await rows<{ symbol: string }>('SELECT symbol FROM symbols ORDER BY symbol');
  let tickers = listed.map(({ symbol }) => symbol);
  let changed: readonly object[] = [];
  await prices.track(tickers);
  /** In the night from Friday to Saturday the run is that of Saturday. */
  const morning = (day: Day) => `${addDays(day, 1)}T07:00:00Z`;
  const bare = (bar: ShownBar | undefined, isMarked: boolean) =>
    bar && meant({ ...bar, adjClose: isMarked ? null : bar.adjClose });

  return {
    ...prices,
    get tickers() {
      return tickers;
    },
    setMorningAfter: (day) => prices.setInstant(new Date(morning(day))),
    first: (day) => prices.at(morning(day), { request: { params: { years: 0.1 } } }),
    night: (day) => prices.at(morning(day)),
    kept: async () => (await marketDays(prices.store.sql, {}, { limit: 300, offset: 0 })).days,
    async wrong(from, to, except = []) {
      const asked = tickers.filter((each) => !except.includes(each));
      const stored = await rows<ShownBar & { ticker: string; provider: string }>(`
        SELECT s.symbol AS ticker, provider, date::text, open::text, high::text, low::text, close::text, adj_close::text AS "adjClose",
          volume::text FROM daily_prices JOIN symbols s USING (instrument_id)
        WHERE date BETWEEN '${from}' AND '${to}' AND s.symbol = ANY('{${asked.join()}}')`);
      const bars = new Map(stored.map((bar) => [`${bar.ticker} ${bar.date}`, bar]));
      const query = `tickers=${asked.join()}&from=${from}&to=${to}&detail=bars`;
      const truths = await prices.ask<{ tickers: Record<string, { bars: ShownBar[] }> }>(`truth/daily-prices?${query}`);
      return Object.entries(truths.tickers).flatMap(([ticker, truth]) =>
        truth.bars.flatMap((offered) => {
          const bar = bars.get(`${ticker} ${offered.date}`);
          const isMarked = bar !== undefined && bar.provider !== 'yahoo';
          // A provider that adjusts volumes gives those of the last session alone.
          const volume = isMarked && (offered.volume === null || bar.volume === null) ? bar.volume : offered.volume;
          const [is, should] = [bare(bar, isMarked), bare({ ...offered, volume }, isMarked)];
          return is === should ? [] : [`${ticker}: ${is} (${bar?.provider}) in place of ${should}`];
        }),
      );
    },
    async coverage(ticker) {
      const [row] =
        await rows<object>(`SELECT stopgap::text, market_days::text AS "marketDays", basis, provider FROM coverage
        JOIN symbols s USING (instrument_id) WHERE dataset = 'daily-prices' AND s.symbol = '${ticker}'`);
      return row as object;
    },
    async actions(some = tickers) {
      const found = await rows<{ line: string }>(`
        SELECT concat_ws(' ', symbol, date, type, trim_scale(coalesce(ratio, amount)), provider) AS line
        FROM corporate_actions JOIN symbols USING (instrument_id)
        WHERE known_to IS NULL AND provider <> 'yahoo' AND symbol = ANY('{${some.join()}}') ORDER BY 1`);
      return found.map(({ line }) => line);
    },
    async someTickers() {
      const found = await rows<{ symbol: string }>(`
        SELECT symbol FROM symbols s JOIN coverage c USING (instrument_id) WHERE c.dataset = 'daily-prices' AND c.covered @> '2026-11-03'::date
          AND NOT EXISTS (SELECT FROM corporate_actions a WHERE a.instrument_id = s.instrument_id AND a.date > '2026-10-01')
        ORDER BY symbol LIMIT 5`);
      return found.map(({ symbol }) => symbol);
    },
    async quietTickers(from = 0) {
      const found = await rows<{ symbol: string }>(`
        SELECT symbol FROM symbols s JOIN coverage c USING (instrument_id) WHERE c.dataset = 'daily-prices' AND NOT isempty(c.market_days)
          AND upper(c.market_days) = upper(c.covered) AND NOT EXISTS (SELECT FROM corporate_actions a WHERE a.instrument_id = s.instrument_id AND a.date > '2026-10-01')
        ORDER BY symbol OFFSET ${from} LIMIT 2`);
      return found.map(({ symbol }) => symbol);
    },
    async change(...changes) {
      changed = changes;
      await prices.change(...changes);
    },
    changes: () => changed,
    rename(from, to) {
      tickers = tickers.map((ticker) => (ticker === from ? to : ticker));
    },
    async failures({ id }) {
      const failed = await rows<{ line: string }>(
        `SELECT step || ' ' || error_code AS line FROM tasks WHERE run_id = ${id} AND state = 'failed' ORDER BY id`,
      );
      return failed.map(({ line }) => line);
    },
  };
}
