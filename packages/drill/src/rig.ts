// An installation of real processes made to be broken, for drills, crash tests and benches.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ServiceProcess } from '@tickermill/runtime/service';
import { openStore } from '@tickermill/store';
import { setSchedulerRunning } from '@tickermill/store/schedules';
import { startApp } from './apps.ts';
import { type OwnPostgres, openOwnPostgres } from './own-postgres.ts';
import { type OwnRedis, openOwnRedis } from './redis.ts';
import { askSandbox, startSandbox } from './sandbox.ts';
import { type Supervised, supervise } from './supervised.ts';

/** Where the queues are. */
export type Backend = 'redis' | 'postgres';

export interface RigOptions {
  readonly backend: Backend;
  /** The redis-server to run, for the backend of that name. */
  readonly redisServer?: string | undefined;
  readonly workers: number;
  /** Where its processes reach the Postgres of an address, if not there. */
  readonly toPostgres?: ((url: string) => Promise<string>) | undefined;
  /** Settings of every process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Settings of the workers alone. */
  readonly workerEnvironment?: Readonly<Record<string, string>>;
}

/** An installation in processes of its own, every part of which may be broken: its servers, its workers, its upstream. */
export interface Rig {
  readonly backend: Backend;
  readonly postgres: OwnPostgres;
  /** Null where the queues are in Postgres. */
  readonly redis: OwnRedis | null;
  readonly sandbox: ServiceProcess;
  readonly api: Supervised;
  readonly workers: readonly Supervised[];
  /** Where its processes log. */
  readonly logsDir: string;
  /** Sends a request to the API. Throws while it is down, and for an answer that is no success. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Sends a request to the sandbox's own routes. */
  askSandbox<T>(path: string, init?: RequestInit): Promise<T>;
  /** Tickers that the sandbox lists, one per company: so many, after the first `leftOut`. */
  listedTickers(count: number, leftOut?: number): Promise<string[]>;
  /** Keeps the logs when the rig is closed, for a search for the cause. */
  keepLogs(): void;
  close(): Promise<void>;
}

/** Of an API that listens on loopback for as long as this lasts. */
const token = randomBytes(32).toString('hex');

/** Starts servers, sandbox, API and workers, each a process of its own that is started again if it dies. */
export async function openRig({ backend, workers: count, ...options }: RigOptions): Promise<Rig> {
  const logsDir = mkdtempSync(path.join(tmpdir(), 'tickermill-rig-'));
  const closers: (() => Promise<void>)[] = [];
  let areLogsKept = false;
  const keepLogs = () => {
    areLogsKept = true;
  };
  const close = async () => {
    for (const closer of closers.reverse()) await closer();
    if (!areLogsKept) rmSync(logsDir, { recursive: true, force: true });
  };
  try {
    const postgres = await openOwnPostgres();
    closers.push(() => postgres.close());
    // They fall due by the clock of this machine, at some hour of any day: what a rig counts must not depend on it.
    const store = openStore({ url: postgres.url, connections: 1 });
    await setSchedulerRunning(store.db, false).finally(() => store.close());
    // Without persistence: what a Redis forgets when it dies, the ledger must bring back.
    const redis =
      backend === 'redis'
        ? await openOwnRedis({ program: options.redisServer ?? 'redis-server', durable: false })
        : null;
    if (redis) closers.push(() => redis.close());
    const queues: Record<string, string> = redis ? { REDIS_URL: redis.url } : {};
    const databaseUrl = options.toPostgres ? await options.toPostgres(postgres.url) : postgres.url;
    const shared = { DATABASE_URL: databaseUrl, LOG_LEVEL: 'info', ...queues, ...options.environment };
    const sandbox = await startSandbox(shared);
    closers.push(() => sandbox.stop());
    const start = (name: 'api' | 'worker', file: string, environment: Record<string, string>) => async () => {
      const service = await supervise(() =>
        startApp(name, { ...shared, ...environment, LOG_FILE: path.join(logsDir, `${file}.log`) }),
      );
      closers.push(() => service.stop());
      return service;
    };
    const api = await start('api', 'api', { API_PORT: '0', API_TOKEN: token })();
    const environment = { UPSTREAM_GATEWAY: sandbox.url, ...options.workerEnvironment };
    const workers = await Promise.all(
      Array.from({ length: count }, (_, index) => start('worker', `worker-${index + 1}`, environment)()),
    );
    return {
      backend,
      postgres,
      redis,
      sandbox,
      api,
      workers,
      logsDir,
      keepLogs,
      close,
      ask: (method, place, body) => askApi(api, method, place, body),
      listedTickers: async (number, leftOut = 0) => (await listingOf(sandbox)).slice(leftOut, leftOut + number),
      askSandbox: (place, init) => askSandbox(sandbox, place, init),
    };
  } catch (error) {
    keepLogs();
    await close();
    throw error;
  }
}

/** One ticker of every company that a sandbox lists. Its referee counts the question. */
async function listingOf(sandbox: ServiceProcess): Promise<string[]> {
  const headers = { 'user-agent': 'Tickermill drill@tickermill.invalid' };
  const response = await fetch(`${sandbox.url}/www.sec.gov/files/company_tickers.json`, { headers });
  const listing = (await response.json()) as Record<string, { cik_str: number; ticker: string }>;
  return [...new Map(Object.values(listing).map(({ cik_str, ticker }) => [cik_str, ticker])).values()];
}

async function askApi<T>(api: Supervised, method: string, place: string, body: unknown): Promise<T> {
  const service = api.current();
  if (!service) throw new Error('the API is down');
  const response = await fetch(`${service.url}${place}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(`${method} ${place} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer as T;
}
