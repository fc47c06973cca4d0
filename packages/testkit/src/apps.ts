import { type ControlledSandbox, startApp, startSandbox } from '@tickermill/drill';
import type { ServiceProcess } from '@tickermill/runtime/service';
import { setSchedulerRunning } from '@tickermill/store/schedules';
import { openScratchStore } from './store.ts';

/** A whole installation in processes of its own: a database, a sandbox, an API and a worker. */
export interface Fleet {
  readonly databaseUrl: string;
  readonly sandbox: ServiceProcess & ControlledSandbox;
  readonly api: ServiceProcess;
  readonly worker: ServiceProcess;
  /** The token of the API: an administrator's. */
  readonly token: string;
  /** Sends a request to the API. */
  ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; body: T }>;
  close(): Promise<void>;
}

/**
 * Starts an installation without a rate rule, as fast as the machine allows; `environment` is for every process of it.
 * Its schedules are stopped: at some hours of the day they would request more than a test does.
 */
export async function openFleet(environment: Record<string, string> = {}): Promise<Fleet> {
  const store = await openScratchStore();
  await setSchedulerRunning(store.db, false);
  const shared = { DATABASE_URL: store.url, LOG_LEVEL: 'error', ...environment };
  const sandbox = await startSandbox({
    SANDBOX_TODAY: '2026-11-20',
    SANDBOX_SEC_CEILING: '0',
    SANDBOX_YAHOO_CEILING: '0',
    SANDBOX_ALPHA_VANTAGE_PER_DAY: '0',
    SANDBOX_MASSIVE_PER_MINUTE: '0',
    ...shared,
  });
  const token = 'a token of the tests, of thirty-two letters and more';
  const api = await startApp('api', { API_PORT: '0', API_TOKEN: token, ...shared });
  const worker = await startApp('worker', { UPSTREAM_GATEWAY: sandbox.url, SANDBOX_PACE: '500', ...shared });
  return {
    databaseUrl: store.url,
    sandbox,
    api,
    worker,
    token,
    async ask<T>(method: string, path: string, body?: unknown) {
      const response = await fetch(`${api.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as T };
    },
    async close() {
      await worker.stop();
      await api.stop();
      await sandbox.stop();
      await store.close();
    },
  };
}
