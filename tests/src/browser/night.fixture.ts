// A night with faults of every kind, built in a database of its own, and the API that shows it. There is no worker: what
// stands there stays.
import type { PriceBar } from '@tickermill/core';
import { storeCompanies, storeFilings } from '@tickermill/store/datasets';
import { makeFiling, makeOwner, makeTrade, startApp } from '@tickermill/testkit';
import { openQuality, type QualityWorld } from '../quality/quality.fixture.ts';

/** The night that ended with this day: a Friday, and past whatever the clock of the machine says. */
export const night = '2025-11-21';
const token = 'a token of the tests, of thirty-two letters and more';

/** An installation without a worker. */
export interface Night {
  readonly world: QualityWorld;
  readonly url: string;
  readonly token: string;
  /** Sends a request to the API, with the token unless another one is given. */
  ask<T>(method: string, path: string, body?: unknown, as?: string): Promise<{ status: number; body: T }>;
  close(): Promise<void>;
}

/** Opens it empty: nothing is tracked, nothing has happened. */
export async function openNight(): Promise<Night> {
  const world = await openQuality();
  const api = await startApp('api', {
    DATABASE_URL: world.store.url,
    API_PORT: '0',
    API_TOKEN: token,
    LOG_LEVEL: 'error',
    // A channel of these tests is on this machine.
    ALERT_PRIVATE_ADDRESSES: 'allowed',
  });
  return {
    world,
    url: api.url,
    token,
    async ask<T>(method: string, path: string, body?: unknown, as = token) {
      const response = await fetch(`${api.url}/api/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T };
    },
    async close() {
      await api.stop();
      await world.close();
    },
  };
}

const year = { from: '2025-07-15', to: night };
/** A series that goes on at twice and more of its price from its last bars on. */
const risen = (bar: PriceBar, fromEnd: number): PriceBar => {
  const by = (price: string | null) => price && (Number(price) * (fromEnd < 2 ? 2.2 : 1)).toFixed(4);
  return {
    ...bar,
    open: by(bar.open),
    high: by(bar.high),
    low: by(bar.low),
    close: by(bar.close),
    adjClose: by(bar.adjClose),
  };
};
const last =
  (change: Partial<PriceBar>) =>
  (bar: PriceBar, fromEnd: number): PriceBar =>
    fromEnd === 1 ? { ...bar, ...change } : bar;

/** Fills it: lag, gaps, jumps, null and absent volumes, fetch errors, dead letters, alerts, a list that has shrunk. */
export async function makeFaults({ world }: Pick<Night, 'world'>): Promise<void> {
  const { rows, store } = world;
  world.setNow(new Date(`${night}T22:30:00Z`));
  await world.invent('LATE', { ...year, to: '2025-11-12' });
  await world.invent('LATER', { ...year, to: '2025-11-05' });
  const holes = await world.invent('HOLES', year);
  await rows(
    `DELETE FROM daily_prices WHERE instrument_id = ${holes} AND date IN ('2025-11-10', '2025-11-11', '2025-11-19')`,
  );
  const hole = await world.invent('HOLE', year);
  await rows(`DELETE FROM daily_prices WHERE instrument_id = ${hole} AND date = '2025-11-18'`);
  await rows(`UPDATE coverage SET covered = covered - '{[2025-11-18,2025-11-19)}' WHERE instrument_id = ${hole}`);
  for (const symbol of ['JUMP', 'LEAP']) await world.invent(symbol, { ...year, edit: risen });
  await world.invent('NULLS', { ...year, edit: last({ low: null }) });
  await world.invent('EMPTY', { ...year, edit: last({ volume: '0' }) });
  await world.invent('PLAIN', year);
  for (let number = 1; number <= 28; number++) await world.list(`NEW${number}`);
  await rows(`UPDATE watchlist_items SET tracked_since = '2025-11-03'`);
  for (const check of ['lag_check', 'missing_dates', 'price_jump', 'null_fields', 'zero_volume'])
    await world.check(check);
  await rows(`UPDATE qa_findings SET created_at = '${night}T22:30Z'`);

  await store.transaction((tx) => storeCompanies(tx, [{ cik: '0000320193', symbol: 'AAPL', name: 'Apple Inc.' }]));
  await rows('DELETE FROM instrument_events');
  await rows(`INSERT INTO instrument_events (instrument_id, day, what, mic, symbol)
    SELECT s.instrument_id, date '2025-11-10', 'listed', s.mic, s.symbol FROM symbols s WHERE s.symbol IN ('NEW1', 'NEW2', 'NEW3')
    UNION ALL SELECT s.instrument_id, '2025-11-07', 'delisted', s.mic, s.symbol FROM symbols s WHERE s.symbol = 'NEW9'`);
  await store.sqlTransaction((tx) =>
    storeFilings(
      tx,
      [1, 2, 3].map((number) =>
        makeFiling({
          accession: `0000000001-25-00000${number}`,
          filedOn: '2025-11-19',
          filedAt: '2025-11-19T23:30:00.000Z',
          period: '2025-11-18',
          owners: [makeOwner({ cik: `000100000${number}`, name: `Doe ${number}` })],
          transactions: Array.from({ length: number }, (_, line) =>
            makeTrade({ line: line + 1, date: '2025-11-18', code: line === 0 ? 'P' : 'S', price: `1${line}.5` }),
          ),
        }),
      ),
    ),
  );
  await makeFailures(world);
  await makeAlerts(world);
}

/** Two runs: one in which everything new failed, and one that is done; and the letters of what failed for days. */
async function makeFailures({ rows }: QualityWorld): Promise<void> {
  await rows(`
    WITH run AS (
      INSERT INTO runs (dataset, trigger, request, state, created_at, finished_at)
      VALUES ('daily-prices', 'manual', '{}', 'partial', '${night}T01:00Z', '${night}T02:00Z'),
        ('daily-prices', 'manual', '{}', 'done', '${night}T03:00Z', '${night}T04:00Z') RETURNING id, state
    ), failed AS (
      INSERT INTO run_targets (run_id, dataset, target, target_kind, tickers, state, error_code, error_message, finished_at)
      SELECT run.id, 'daily-prices', s.instrument_id::text, 'instrument', ARRAY[s.symbol],
        CASE WHEN s.symbol IN ('NEW1', 'NEW2') THEN 'gone' ELSE 'failed' END,
        CASE WHEN s.symbol IN ('NEW1', 'NEW2') THEN 'GONE' WHEN s.symbol LIKE 'NEW%5' THEN 'RATE_LIMITED' ELSE 'HTTP_5XX' END,
        'it answered so', '${night}T01:30Z'
      FROM run, symbols s WHERE run.state = 'partial' AND s.symbol LIKE 'NEW%' RETURNING id, run_id, target
    ), task AS (
      INSERT INTO tasks (run_id, source, dataset, collector, step, input, request, title, label, priority, state, attempts, throttles, error_code)
      SELECT run_id, 'yahoo', 'daily-prices', 'chart', 'chart', '{}', 'chart', 'chart', 'chart', 10, 'failed', 5, 1, 'HTTP_5XX'
      FROM failed ORDER BY id LIMIT 1 RETURNING id)
    INSERT INTO task_targets (task_id, target_id) SELECT task.id, f.id FROM task, (SELECT id FROM failed ORDER BY id LIMIT 1) f`);
  await rows(`
    INSERT INTO run_targets (run_id, dataset, target, target_kind, tickers, state, found, created, finished_at)
    SELECT r.id, 'daily-prices', s.instrument_id::text, 'instrument', ARRAY[s.symbol],
      CASE s.symbol WHEN 'PLAIN' THEN 'done' ELSE 'nothing' END, 1, 1, '${night}T03:30Z'
    FROM runs r, symbols s WHERE r.state = 'done' AND s.symbol IN ('PLAIN', 'JUMP', 'LEAP')`);
  await rows(`
    INSERT INTO dead_letters (dataset, target, target_kind, error_code, error_message, failed_on, created_at)
    SELECT 'daily-prices', instrument_id::text, 'instrument', CASE symbol WHEN 'NEW5' THEN 'RATE_LIMITED' ELSE 'GONE' END, 'it is not known',
      ARRAY['2025-11-19', '2025-11-20', '${night}']::date[], '${night}T02:00Z'
    FROM symbols WHERE symbol IN ('NEW1', 'NEW2', 'NEW5')`);
  await rows(`
    INSERT INTO source_hours (source, hour, requests, failures, throttles, buckets)
    SELECT 'yahoo', '${night}T01:00Z'::timestamptz - n * interval '1 day', 40, 3, 1, ARRAY[30, 10] FROM generate_series(0, 20) n`);
}

async function makeAlerts({ rows }: QualityWorld): Promise<void> {
  await rows(`
    INSERT INTO alerts (class, kind, cause, severity, source, dataset, sources, names, facts, opened_at, changed_at, event_txid, event_id)
    VALUES ('operations', 'source-blocked', 'source:yahoo', 'critical', 'yahoo', NULL, '{}', ARRAY['yahoo'],
        '{"source": "yahoo", "quiet_until": null, "quiet_reason": null, "quiet_ms": 600000}', '${night}T20:00Z', '${night}T20:00Z', 1, 1),
      ('operations', 'run-failed', 'run-failed:daily-prices', 'warning', NULL, 'daily-prices', '{}', ARRAY['run 1'],
        '{"run": "1", "dataset": "daily-prices", "trigger": "schedule", "state": "failed"}', '${night}T20:10Z', '${night}T20:10Z', 1, 2)`);
  await rows(`
    INSERT INTO listing_runs (listing, mic, month, day, status, rows, before, refused, read_at)
    VALUES ('xetra', 'XETR', '2025-11', '2025-11-20', 'done', 900, 890, NULL, '2025-11-20T05:00Z'),
      ('xetra', 'XETR', '2025-11', '${night}', 'shrunk', 5, 900, 'it names 5 of 900', '${night}T05:00Z')`);
}

/** So many more instruments, tracked on a list of their own: as many as a universe has. */
export async function makeUniverse({ world: { rows } }: Pick<Night, 'world'>, instruments: number): Promise<void> {
  await rows(`
    WITH made AS (
      INSERT INTO instruments (name, kind, listing_source) SELECT 'Company ' || n, 'stock', 'test' FROM generate_series(1, ${instruments}) n
      RETURNING id, name
    ), named AS (
      INSERT INTO symbols (instrument_id, symbol, mic, valid_from) SELECT id, 'U' || substr(name, 9), 'XNAS', '2020-01-01' FROM made
    ), list AS (INSERT INTO watchlists (name) VALUES ('universe') RETURNING id)
    INSERT INTO watchlist_items (watchlist_id, instrument_id, tracked_since) SELECT list.id, made.id, '2025-11-04' FROM list, made`);
}
