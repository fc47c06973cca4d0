import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { openChannelTests } from '@tickermill/alerts';
import type { Log } from '@tickermill/core';
import { openQueues, prepareQueues, type QueueBackend, type Queues } from '@tickermill/engine';
import { openMetrics } from '@tickermill/runtime/metrics';
import { storeCompanies } from '@tickermill/store/datasets';
import { makeTemplate, openScratchStore, type ScratchRedis, type ScratchStore, silentLog } from '@tickermill/testkit';
import { openPasswords } from './accounts/passwords.ts';
import { createApp } from './app.ts';
import type { WebSettings } from './context.ts';
import { openEventHub } from './events/hub.ts';

export const metricsToken = 'a token for the metrics alone';
export const token = 'a token of the tests, of thirty-two letters and more';

interface ApiRequestOptions {
  readonly body?: unknown;
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API on a port of loopback, with a database of its own and its queues in it. */
export interface ServedApi {
  readonly store: ScratchStore;
  readonly queues: Queues;
  /** Where it serves. */
  readonly url: string;
  /** Sends a request, with the token unless another `authorization` is given. */
  ask(method: string, path: string, options?: ApiRequestOptions): Promise<Response>;
  /** Sends a request to a route under /api/v1 whose answer is JSON. */
  askJson(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

/** Two companies that tests of tickers know. */
const companies = [
  { cik: '0000320193', symbol: 'AAPL', name: 'Apple Inc.' },
  { cik: '0000789019', symbol: 'MSFT', name: 'Microsoft Corp' },
];

const web: WebSettings = {
  publicUrl: undefined,
  listenHost: undefined,
  trustProxy: undefined,
  sessionMs: 7 * 24 * 3_600_000,
  sessionIdleMs: 24 * 3_600_000,
};

/** What a test may have otherwise. */
export interface ServeApiOptions {
  readonly now?: () => Date;
  readonly web?: Partial<WebSettings>;
  readonly log?: Log;
  /** Keys of a Redis to keep the queues in, in place of the database. */
  readonly redis?: ScratchRedis;
  /** Whether channels of alerts may be on this machine, as those of tests are. */
  readonly allowPrivate?: boolean;
}

/** With the tables of the queues, which take BullMQ half a second to make. */
const withQueues = makeTemplate((url) => prepareQueues({ kind: 'postgres', url }, silentLog));

export async function serveApi({
  now = () => new Date(),
  web: otherwise = {},
  log = silentLog,
  redis,
  allowPrivate = true,
}: ServeApiOptions = {}): Promise<ServedApi> {
  const store = await openScratchStore(redis ? undefined : await withQueues());
  const backend: QueueBackend = redis ? { kind: 'redis', ...redis } : { kind: 'postgres', url: store.url };
  const queues = openQueues({ backend, log: silentLog });
  await store.transaction((tx) => storeCompanies(tx, companies));
  const metrics = openMetrics('api');
  const events = openEventHub({ store, log, pollMs: 20 });
  const channelTests = openChannelTests({ store, now, allowPrivate });
  const app = createApp({
    store,
    queues,
    events,
    testAlertChannel: channelTests.test,
    now,
    mode: 'sandbox',
    token,
    flags: ['HEATMAP'],
    log,
    metrics,
    metricsToken,
    web: { ...web, ...otherwise },
    passwords: openPasswords({ N: 2, r: 1, p: 1 }, { allowCheap: true }),
    disk: { folder: tmpdir(), pausePercent: 5 },
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const ask: ServedApi['ask'] = (method, path, { body, authorization = `Bearer ${token}`, headers } = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    store,
    queues,
    ask,
    url: `http://127.0.0.1:${port}`,
    async askJson(method, path, body) {
      const response = await ask(method, `/api/v1/${path}`, { body });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    async close() {
      await events.close();
      channelTests.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await queues.close();
      await store.close();
    },
  };
}
