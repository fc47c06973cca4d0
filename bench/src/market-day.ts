import type { SourceId } from '@tickermill/core';
import {
  awaitRun,
  type EngineDeps,
  openQueues,
  openWorker,
  prepareQueues,
  type QueueBackend,
  requestRun,
} from '@tickermill/engine';
import { openSandbox } from '@tickermill/sandbox';
import { openStore } from '@tickermill/store';
import { type Pace, setPace } from '@tickermill/store/sources';
import { askSandbox, type Backend, openOwnPostgres, openOwnRedis, silentLog, withDatabase } from '@tickermill/testkit';

const tickers = 5_000;
/** So that 1,500 ownership filings come about. */
const filingsPerDay = 0.3;
const patienceMs = 60_000;
const drainMs = 5_000;

/** An installation in this process, whose sandbox and engine go by a clock that is set and then runs. */
export interface MarketDay extends EngineDeps {
  /** Sets the clock. Returns the instant of this machine at which it did. */
  setInstant(instant: Date): Date;
  /** Requests that the sandbox has seen. */
  requests(): Promise<number>;
  storedFilings(): Promise<number>;
  /** Forgets the sessions of sources, which end by another clock than the one that is set. */
  forgetSessions(): Promise<void>;
  /** Gives a source another pace than its own. */
  setPace(source: SourceId, pace: Pace): Promise<void>;
  storedSince(instant: Date): Promise<{ filedAt: Date; storedAt: Date }[]>;
  /** Forgets every filing, and that the index of the day was read. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** Opens it with 5,000 tracked tickers, every index read up to the day before. */
export async function openMarketDay(about: {
  backend: Backend;
  workers: number;
  today: string;
  before: string;
  /** In place of every source's own: null for none. */
  pace?: null;
  /** Of sources that need one. */
  keys?: Readonly<Partial<Record<SourceId, string>>>;
}): Promise<MarketDay> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.reverse()) await closer();
  };
  let [set, since] = [Date.parse(`${about.today}T12:00:00Z`), performance.now()];
  const now = () => set + (performance.now() - since);
  const postgres = await openOwnPostgres();
  closers.push(() => postgres.close());
  const redis = about.backend === 'redis' ? await openOwnRedis({ durable: false }) : null;
  if (redis) closers.push(() => redis.close());
  const queueBackend: QueueBackend = redis
    ? { kind: 'redis', url: redis.url, prefix: 'bench' }
    : { kind: 'postgres', url: postgres.url };
  const store = openStore({ url: postgres.url });
  closers.push(() => store.close());
  const clock = { now, delay: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)) };
  // Without the rule of the source: in one process with its client it sees arrivals in bunches. `bench limits` measures it.
  const settings = {
    today: about.today,
    tickers,
    filingsPerDay,
    years: 0,
    secCeilingPerSecond: 0,
    yahooCeilingPerMinute: 0,
    massivePerMinute: 0,
  };
  const sandbox = await openSandbox(settings, clock);
  closers.push(() => sandbox.close());
  await prepareQueues(queueBackend, silentLog);
  const queues = openQueues({ backend: queueBackend, log: silentLog });
  closers.push(() => queues.close());
  // Nothing falls due by itself, and no ticker's own list is read: what is measured is requested explicitly.
  const ask = <T>(sql: string, values: unknown[] = []) =>
    withDatabase(postgres.url, async (client) => (await client.query(sql, values)).rows as T[]);
  await ask('DELETE FROM schedules');
  for (let nth = 1; nth <= about.workers; nth += 1) {
    const worker = await openWorker({
      store,
      queueBackend,
      log: silentLog,
      name: `bench-${nth}`,
      now: () => new Date(now()),
      random: Math.random,
      upstream: { gateway: sandbox.url, userAgent: 'Tickermill bench@tickermill.invalid', keys: about.keys },
      concurrency: 10,
      attempts: 5,
      window: 1_000,
      reconcileMs: 15_000,
      onFinish: async () => {},
      captureDays: { used: 7, failed: 30 },
      pace: about.pace === null ? { requests: 100_000, perMs: 1_000 } : undefined,
    });
    closers.push(() => worker.stop(drainMs));
  }
  const requesting = { store, queues, now: () => new Date(now()) };
  const request = { tickers: null, params: {}, force: false };
  await awaitRun(store, await requestRun(requesting, { dataset: 'companies', trigger: 'manual', request }), patienceMs);
  await ask(`WITH list AS (INSERT INTO watchlists (name) VALUES ('bench') RETURNING id)
    INSERT INTO watchlist_items (watchlist_id, instrument_id, tracked_since) SELECT list.id, i.id, '2026-01-01' FROM list, instruments i`);
  await ask(`INSERT INTO market_readings (source, watermark) VALUES ('sec-edgar', $1)`, [about.before]);
  return {
    ...requesting,
    setInstant(instant) {
      [set, since] = [instant.getTime(), performance.now()];
      return new Date();
    },
    async requests() {
      return (await askSandbox<{ totals: { requests: number } }>(sandbox, 'stats')).totals.requests;
    },
    async forgetSessions() {
      await ask('DELETE FROM source_sessions');
    },
    setPace: (source, pace) => setPace(store.db, source, pace),
    async storedFilings() {
      return (await ask<{ n: number }>('SELECT count(*)::int AS n FROM filings'))[0]?.n ?? 0;
    },
    storedSince: (instant) =>
      ask('SELECT filed_at AS "filedAt", stored_at AS "storedAt" FROM filings WHERE stored_at >= $1', [instant]),
    async forget() {
      await ask('TRUNCATE filings, index_days, index_entries CASCADE');
      await ask('UPDATE market_readings SET watermark = $1', [about.before]);
    },
    close,
  };
}
