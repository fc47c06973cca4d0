import {
  awaitRun,
  type EngineDeps,
  type EngineWorker,
  openQueues,
  openWorker,
  prepareQueues,
  requestRun,
} from '@tickermill/engine';
import { type Clock, openSandbox, type Sandbox, type SandboxSettingsInput } from '@tickermill/sandbox';
import type { ReportedRun } from '@tickermill/store/ledger';
import { askSandbox, makeTemplate, openScratchStore, type ScratchStore, silentLog } from '@tickermill/testkit';
import type { ToBackend } from './every-backend.ts';

export const today = '2026-11-20';
/** How long a run may take that a test waits for. */
export const runMs = 120_000;

type WorkerOptions = Parameters<typeof openWorker>[0];

/** Everything from a request to rows in this process: a database of its own, a sandbox without a rate rule, workers. */
export interface Thread extends EngineDeps {
  readonly store: ScratchStore;
  readonly sandbox: Sandbox;
  startWorker(options?: Partial<WorkerOptions>): Promise<EngineWorker>;
  /** Asks for one ticker's filings. Returns the run. */
  request(ticker: string, params?: Record<string, number>, asked?: { force?: boolean }): Promise<bigint>;
  /** Does the same and waits until the run has ended. */
  scrape(ticker: string, params?: Record<string, number>, asked?: { force?: boolean }): Promise<ReportedRun>;
  /** Has the list of companies read, without which no ticker is known. */
  listCompanies(): Promise<ReportedRun>;
  awaitRun(id: bigint): Promise<ReportedRun>;
  /** Asks the sandbox' referee. */
  ask<T>(path: string, init?: RequestInit): Promise<T>;
  /** Puts faults in place of those that were. */
  fault(faults: object): Promise<unknown>;
  rows<T>(sql: string): Promise<T[]>;
  close(): Promise<void>;
}

export interface ThreadOptions {
  readonly banMs?: number;
  readonly quietMs?: number;
  /** Of sources that ask for one. */
  readonly keys?: WorkerOptions['upstream']['keys'];
  /** Its options; null: none is started. */
  readonly worker?: Partial<WorkerOptions> | null;
  /** Closed with the thread; by default on a database of the test run's Postgres. */
  readonly store?: ScratchStore;
  /** Keeps the schedules that a new installation has of the whole market. */
  readonly keepsMarket?: boolean;
  /** By default an instant of the sandbox' day. */
  readonly now?: () => Date;
  /** Of the sandbox, besides those above; and its clock, by default that of the machine. */
  readonly settings?: Partial<SandboxSettingsInput>;
  readonly clock?: Clock;
}

/** With the tables of the queues, which take BullMQ half a second to make. */
const withQueues = makeTemplate((url) => prepareQueues({ kind: 'postgres', url }, silentLog));

/** A store on a database of its own, which has room for the queues if they are to be in it. */
export const openStoreFor = async (toBackend: ToBackend): Promise<ScratchStore> =>
  openScratchStore(toBackend('postgresql://none/none').kind === 'postgres' ? await withQueues() : undefined);

/** Opens a thread, by default with one worker. */
export async function openThread(
  toBackend: ToBackend,
  {
    banMs = 600_000,
    quietMs = 600_000,
    worker = {},
    now = () => new Date(`${today}T22:00:00Z`),
    keepsMarket = false,
    keys,
    ...options
  }: ThreadOptions = {},
): Promise<Thread> {
  const store = options.store ?? (await openStoreFor(toBackend));
  // The lists of the whole market fall due by the clock of this machine: who wants them asks for them.
  if (!keepsMarket) await store.db.$executeRaw`DELETE FROM schedules WHERE kind = 'market'`;
  const queueBackend = toBackend(store.url);
  const settings = { today, secCeilingPerSecond: 0, tickers: 60, recentFilings: 40, banMs, ...options.settings };
  const sandbox = await openSandbox(settings, options.clock);
  if (options.store) await prepareQueues(queueBackend, silentLog);
  const queues = openQueues({ backend: queueBackend, log: silentLog });
  const workers: EngineWorker[] = [];
  const thread: Thread = {
    store,
    sandbox,
    queues,
    now,
    async startWorker(options = {}) {
      const started = await openWorker({
        store,
        queueBackend,
        log: silentLog,
        now,
        random: () => 1,
        onFinish: async () => {},
        upstream: { gateway: sandbox.url, timeoutMs: 5_000, quietMs, keys },
        pace: { requests: 500, perMs: 1_000 },
        name: `test-${workers.length}`,
        concurrency: 10,
        attempts: 3,
        window: 1_000,
        captureDays: { used: 7, failed: 30 },
        reconcileMs: 60_000,
        ...options,
      });
      workers.push(started);
      return started;
    },
    request(ticker, params = { daysBack: 30, maxFilings: 1_000 }, { force = false } = {}) {
      const request = { tickers: [ticker], params, force };
      return requestRun(thread, { dataset: 'insider-trades', trigger: 'manual', request });
    },
    scrape: async (...asked) => thread.awaitRun(await thread.request(...asked)),
    async listCompanies() {
      const request = { tickers: null, params: {}, force: false };
      return thread.awaitRun(await requestRun(thread, { dataset: 'companies', trigger: 'manual', request }));
    },
    awaitRun: (id) => awaitRun(store, id, runMs),
    ask: (path, init) => askSandbox(sandbox, path, init),
    fault: (faults) => thread.ask('faults', { method: 'PUT', body: JSON.stringify(faults) }),
    rows: (sql) => store.db.$queryRawUnsafe(sql),
    async close() {
      await Promise.all(workers.map((each) => each.stop(5_000)));
      await queues.close();
      await sandbox.close();
      await store.close();
    },
  };
  if (worker) await thread.startWorker(worker);
  return thread;
}
