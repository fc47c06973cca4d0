import { addDays, type Day, micOf, tradingCalendar } from '@tickermill/core';
import { awaitRun, requestRun } from '@tickermill/engine';
import type { NewRun, ReportedRun } from '@tickermill/store/ledger';
import { listPrices } from '@tickermill/store/prices';
import { findInstruments } from '@tickermill/store/universe';
import type { ToBackend } from './every-backend.ts';
import { type MarketThread, openMarket } from './market.fixture.ts';
import type { ThreadOptions } from './thread.fixture.ts';

/** A run waits for retries too, and hundreds of tickers for each other on a machine that does much else. */
const runMs = 300_000;

/** A stored bar, numbers as short as they are written. */
export interface ShownBar {
  readonly date: Day;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly close: string | null;
  readonly adjClose: string | null;
  readonly volume: string | null;
}

/** What the sandbox says that there is of a ticker. */
interface Offered {
  readonly firstTradeDay: Day;
  readonly settledTo: Day;
  readonly empty: readonly Day[];
  readonly missing: readonly Day[];
  readonly actions: readonly object[];
  readonly bars: readonly (ShownBar & { readonly final: true })[];
}

type Asked = Omit<Partial<NewRun>, 'request'> & { request?: Partial<NewRun['request']> };

/** A thread whose tracked tickers have their prices fetched, under a clock that the test sets. */
export interface PriceThread extends MarketThread {
  /** Puts tickers on the watchlist; those that no list names are listed first, abroad. */
  track(tickers: readonly string[]): Promise<void>;
  /** Has a run of daily prices made, by schedule and of everything that is tracked unless told otherwise. */
  refresh(run?: Asked): Promise<ReportedRun>;
  /** The same at an instant. */
  at(instant: string, run?: Asked): Promise<ReportedRun>;
  /** The same shortly after midnight (UTC) of a day. */
  night(day: Day): Promise<ReportedRun>;
  /** Puts changes of prices in place of those that were. */
  change(...changes: object[]): Promise<void>;
  /** How many tasks of each step a run had. */
  steps(run: ReportedRun): Promise<Record<string, number>>;
  /** What became of each target of a run, by ticker: its state, or why it was skipped. */
  outcomes(run: ReportedRun): Promise<Record<string, string>>;
  /** The bars that are stored of a ticker. */
  bars(ticker: string): Promise<(ShownBar & { final: boolean; provider: string })[]>;
  /** The bars as they were known at an instant of Postgres' clock. */
  barsAsOf(ticker: string, asOf: Date): Promise<ShownBar[]>;
  instant(): Promise<Date>;
  adjustments(ticker: string): Promise<{ kind: string; before: Day }[]>;
  revisions(ticker: string): Promise<{ date: Day; cause: string }[]>;
  /** Has runs made night after night, for a week at most, until something is so. Returns how many. */
  nightsUntil(first: Day, isSo: () => Promise<boolean>): Promise<number>;
  offered(ticker: string, from: Day, to?: Day): Promise<Offered>;
  /**
   * How what is stored of tickers differs from what the sandbox says there is, from the first stored day to the last
   * settled session: values, bars that are missing or too many, and what their coverage says of each session.
   */
  differences(tickers: readonly string[]): Promise<string[]>;
}

/** Opens it without a ticker that is tracked. */
export async function openPrices(toBackend: ToBackend, options: ThreadOptions = {}): Promise<PriceThread> {
  const market = await openMarket(toBackend, {
    ...options,
    tracked: 0,
    settings: {
      yahooCeilingPerMinute: 0,
      alphaVantagePerDay: 0,
      massivePerMinute: 0,
      filingsPerDay: 0,
      ...options.settings,
    },
  });
  const { rows, ask } = market;
  const text = (column: string) => `trim_scale(${column})::text`;

  const prices: PriceThread = {
    ...market,
    async track(tickers) {
      for (const ticker of tickers) {
        await rows(`WITH new AS (INSERT INTO instruments (name, listing_source)
            SELECT '${ticker}', 'test' WHERE NOT EXISTS (SELECT FROM symbols WHERE symbol = '${ticker}') RETURNING id)
          INSERT INTO symbols (instrument_id, symbol, mic, valid_from)
          SELECT id, '${ticker}', '${micOf(ticker, null)}', '2020-01-01' FROM new`);
      }
      await rows(`WITH list AS (INSERT INTO watchlists (name) VALUES ('prices') ON CONFLICT (name) DO UPDATE SET name = 'prices' RETURNING id)
        INSERT INTO watchlist_items (watchlist_id, instrument_id, tracked_since)
        SELECT list.id, s.instrument_id, '2026-01-01' FROM list, symbols s
        WHERE s.valid_to IS NULL AND s.symbol = ANY('{${tickers.join()}}') ON CONFLICT DO NOTHING`);
    },
    async refresh({ request = {}, ...run } = {}) {
      const id = await requestRun(prices, {
        dataset: 'daily-prices',
        trigger: 'schedule',
        ...run,
        request: { tickers: null, params: {}, force: false, ...request },
      });
      return awaitRun(market.store, id, runMs);
    },
    async at(instant, run) {
      market.setInstant(new Date(instant));
      // The clock of Postgres, by which a session of Yahoo's ends, is not the test's.
      await rows('DELETE FROM source_sessions');
      return prices.refresh(run);
    },
    night: (day) => prices.at(`${day}T00:05:00Z`),
    async change(...changes) {
      await ask('price-changes', { method: 'PUT', body: JSON.stringify(changes) });
    },
    async steps({ id }) {
      const counted = await rows<{ step: string; n: number }>(
        `SELECT step, count(*)::int AS n FROM tasks WHERE run_id = ${id} GROUP BY step ORDER BY step`,
      );
      return Object.fromEntries(counted.map(({ step, n }) => [step, n]));
    },
    async outcomes({ id }) {
      const targets = await rows<{ ticker: string; outcome: string }>(
        `SELECT tickers[1] AS ticker, coalesce(skip_reason, state) AS outcome FROM run_targets WHERE run_id = ${id}`,
      );
      return Object.fromEntries(targets.map(({ ticker, outcome }) => [ticker, outcome]));
    },
    bars: (ticker) =>
      rows(`SELECT date::text, ${text('open')} AS open, ${text('high')} AS high, ${text('low')} AS low,
          ${text('close')} AS close, ${text('adj_close')} AS "adjClose", volume::text, final, provider
        FROM daily_prices p JOIN symbols s USING (instrument_id) WHERE s.symbol = '${ticker}' ORDER BY date`),
    async barsAsOf(ticker, asOf) {
      const [instrument] = await findInstruments(market.store.db, [ticker]);
      if (!instrument) throw new Error(`${ticker} is not listed`);
      const { instrumentId } = instrument;
      const listing = { instrumentId, from: '1900-01-01', to: '2100-01-01', adjusted: false, asOf };
      const bars: ShownBar[] = [];
      for await (const batch of listPrices(market.store.reads, listing)) bars.push(...batch);
      return bars;
    },
    async instant() {
      const [row] = await rows<{ now: Date }>('SELECT clock_timestamp() AS now');
      return row?.now as Date;
    },
    adjustments: (ticker) =>
      rows(
        `SELECT kind, before::text FROM adjustments JOIN symbols s USING (instrument_id) WHERE s.symbol = '${ticker}'`,
      ),
    revisions: (ticker) =>
      rows(`SELECT date::text, cause FROM price_revisions JOIN symbols s USING (instrument_id)
        WHERE s.symbol = '${ticker}' ORDER BY date`),
    async nightsUntil(first, isSo) {
      const nights = daysFrom(first, addDays(first, 7));
      for (const [nth, day] of nights.entries()) {
        await prices.night(day);
        if (await isSo()) return nth + 1;
      }
      throw new Error(`not so after ${nights.length} nights`);
    },
    async offered(ticker, from, to = '2100-01-01') {
      const query = `tickers=${ticker}&from=${from}&to=${to}&detail=bars`;
      const { tickers } = await ask<{ tickers: Record<string, Offered> }>(`truth/daily-prices?${query}`);
      return tickers[ticker] as Offered;
    },
    async differences(tickers) {
      return (await Promise.all(tickers.map((ticker) => differencesOf(prices, ticker)))).flat();
    },
  };
  return prices;
}

const short = (value: string | null) => (value === null ? null : value.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''));
const shown = ({ open, high, low, close, adjClose, volume }: ShownBar) =>
  [open, high, low, close, adjClose, volume].map(short).join(' ');
/** To the digits that are meant: quotes are not widened from 32 bits as charts are. */
export const meant = ({ date, volume, ...prices }: ShownBar) => {
  const { open, high, low, close, adjClose } = prices;
  const digits = Number(close) < 1 ? 4 : 2;
  const rounded = [open, high, low, close, adjClose].map((price) => price && Number(price).toFixed(digits));
  return [date, ...rounded, volume].join(' ');
};

async function differencesOf({ bars, offered, rows }: PriceThread, ticker: string): Promise<string[]> {
  const stored = new Map((await bars(ticker)).map((bar) => [bar.date, bar]));
  const [first] = stored.keys();
  if (first === undefined) return [`${ticker}: nothing is stored`];
  const truth = await offered(ticker, first);
  const expected = new Map(truth.bars.map((bar) => [bar.date, bar]));
  const calendar = tradingCalendar(micOf(ticker, null) ?? 'XNYS');
  const sessions = calendar.tradingDaysBetween(first, truth.settledTo);
  const covered = await rows<{ day: Day; is: string }>(`
    SELECT d::text AS day, CASE WHEN d <@ c.covered THEN 'final' WHEN d <@ c.provisional THEN 'provisional'
      WHEN d <@ c.absent THEN 'absent' ELSE 'open' END AS is
    FROM coverage c JOIN symbols s USING (instrument_id),
      unnest('{${[...sessions, calendar.nextTradingDay(truth.settledTo)].join()}}'::date[]) AS d
    WHERE c.dataset = 'daily-prices' AND s.symbol = '${ticker}'`);
  const coverage = new Map(covered.map(({ day, is }) => [day, is]));
  const beyond = [...stored.keys()].filter((day) => !sessions.includes(day));
  const last = coverage.get(calendar.nextTradingDay(truth.settledTo));
  return [
    ...beyond.map((day) => `${ticker} ${day}: stored, and no settled session`),
    ...(last === 'open' ? [] : [`${ticker}: ${last} after ${truth.settledTo}`]),
    ...sessions.flatMap((day) => {
      const [bar, there, is] = [stored.get(day), expected.get(day), coverage.get(day)];
      if (!bar || !there) {
        if (bar) return `${ticker} ${day}: stored, and the sandbox has none`;
        if (there) return `${ticker} ${day}: missing (${is})`;
        return is === 'absent' ? [] : `${ticker} ${day}: a hole that is ${is}`;
      }
      const isSame = bar.final ? shown(bar) === shown(there) : meant(bar) === meant(there);
      if (!isSame) return `${ticker} ${day}: ${shown(bar)} in place of ${shown(there)}`;
      return is === (bar.final ? 'final' : 'provisional') ? [] : `${ticker} ${day}: ${bar.final}, and ${is}`;
    }),
  ];
}

/** Days from one to another, both included. */
export const daysFrom = (from: Day, to: Day): Day[] => (from > to ? [] : [from, ...daysFrom(addDays(from, 1), to)]);
