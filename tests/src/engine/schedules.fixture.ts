import { type EngineDeps, openQueues, openSchedules, type QueueBackend, type Schedules } from '@tickermill/engine';
import { storeCompanies } from '@tickermill/store/datasets';
import { track } from '@tickermill/store/universe';
import { type ScratchStore, silentLog } from '@tickermill/testkit';
import { openStoreFor } from './thread.fixture.ts';

/** A row of the ledger about one slot of one schedule. */
export interface TickRow {
  readonly ticker: string | null;
  readonly due: string;
  readonly trigger: string | null;
  readonly run: string | null;
  readonly skip: string | null;
}

/** Schedules in this process with a clock that a test sets, and a queue whose ticks it brings itself. */
export interface ScheduleWorld extends EngineDeps {
  readonly store: ScratchStore;
  at(instant: string): void;
  /** What a worker does when it starts. */
  start(): Promise<Schedules>;
  track(...tickers: string[]): Promise<void>;
  untrack(ticker: string): Promise<void>;
  /** Brings the ticks of a slot: of all schedules that mean it, or of some tickers. Twice, as a queue may. */
  tick(schedules: Schedules, slot: string, ...tickers: string[]): Promise<void>;
  ticks(): Promise<TickRow[]>;
  runs(): Promise<{ trigger: string; group: string; due: string; tickers: string[] | null }[]>;
  rows<T>(sql: string): Promise<T[]>;
  close(): Promise<void>;
}

const signal = new AbortController().signal;

/** Opens one on a database of its own. */
export async function openScheduleWorld(
  backend: (url: string) => QueueBackend,
  instant = '2026-03-02T12:00:00Z',
): Promise<ScheduleWorld> {
  const store = await openStoreFor(backend);
  // Those of the whole market are told apart from those of tickers by nothing that these tests look at, and one group is
  // as good as two.
  await store.db.$executeRaw`DELETE FROM schedules WHERE kind = 'market' OR dataset = 'daily-prices'`;
  const queues = openQueues({ backend: backend(store.url), log: silentLog });
  let clock = new Date(instant);
  let companies = 0;
  const world: ScheduleWorld = {
    store,
    queues,
    now: () => clock,
    at(to) {
      clock = new Date(to);
    },
    start: () => openSchedules({ store, queues, now: () => clock, log: silentLog }),
    async track(...tickers) {
      const listed = tickers.map((symbol) => ({ cik: String(++companies).padStart(10, '0'), symbol, name: symbol }));
      await store.transaction((tx) => storeCompanies(tx, listed));
      const rows = await store.db.symbol.findMany({ where: { symbol: { in: tickers } } });
      await store.transaction((tx) =>
        track(
          tx,
          'all',
          rows.map(({ instrumentId }) => instrumentId),
        ),
      );
    },
    async untrack(ticker) {
      const { instrumentId } = await store.db.symbol.findFirstOrThrow({ where: { symbol: ticker } });
      await store.db.watchlistItem.deleteMany({ where: { instrumentId } });
    },
    async tick(schedules, slot, ...tickers) {
      const wanted = await world.rows<{ id: bigint; version: number; ticker: string }>(
        `SELECT s.id, s.version, y.symbol AS ticker FROM schedules s LEFT JOIN symbols y USING (instrument_id)
         WHERE s.kind <> 'group' AND s.enabled AND s.cron IS NOT NULL`,
      );
      const chosen = wanted.filter(({ ticker }) => tickers.length === 0 || tickers.includes(ticker));
      const jobs = [...chosen, ...chosen].map(({ id, version }) => ({
        kind: 'tick' as const,
        schedule: id,
        version,
        dueMs: Date.parse(slot),
      }));
      await Promise.all(jobs.map((job) => schedules.handler(job, signal)));
      await schedules.settled();
    },
    ticks: () =>
      world.rows<TickRow>(
        `SELECT y.symbol AS ticker, to_char(t.due_at AT TIME ZONE 'UTC', 'DD HH24:MI') AS due, r.trigger, r.id::text AS run, t.skip_reason AS skip
         FROM schedule_ticks t JOIN schedules s ON s.id = t.schedule_id LEFT JOIN runs r ON r.id = t.run_id
           LEFT JOIN symbols y ON y.instrument_id = s.instrument_id ORDER BY t.due_at, y.symbol, s.id`,
      ),
    runs: () =>
      world.rows(
        `SELECT trigger, group_key AS group, to_char(due_at AT TIME ZONE 'UTC', 'DD HH24:MI') AS due, request -> 'tickers' AS tickers
         FROM runs WHERE due_at IS NOT NULL ORDER BY due_at, id`,
      ),
    rows: (sql) => store.db.$queryRawUnsafe(sql),
    async close() {
      await queues.close();
      await store.close();
    },
  };
  return world;
}
