import type { AddressInfo } from 'node:net';
import { openQueues, prepareQueues, type Queues } from '@tickermill/engine';
import { storeCompanies } from '@tickermill/store';
import { openScratchStore, type ScratchStore, silentLog } from '@tickermill/testkit';
import { createApp } from './app.ts';

export const token = 'a token of the tests, of thirty-two letters and more';

/** The API on a port of loopback, with a database of its own and its queues in it. */
export interface ServedApi {
  readonly store: ScratchStore;
  readonly queues: Queues;
  /** Asks it, with the token unless another `authorization` is given. */
  ask(method: string, path: string, options?: { body?: unknown; authorization?: string }): Promise<Response>;
  /** Asks a route under /api/v1 whose answer is JSON. */
  askJson(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

/** Two companies that tests of tickers know. */
const companies = [
  { cik: '0000320193', symbol: 'AAPL', name: 'Apple Inc.' },
  { cik: '0000789019', symbol: 'MSFT', name: 'Microsoft Corp' },
];

export async function serveApi({ now = () => new Date() }: { now?: () => Date } = {}): Promise<ServedApi> {
  const store = await openScratchStore();
  const backend = { kind: 'postgres', url: store.url } as const;
  await prepareQueues(backend, silentLog);
  const queues = openQueues({ backend, log: silentLog });
  await store.transaction((tx) => storeCompanies(tx, companies));
  const app = createApp({ store, queues, now, mode: 'sandbox', token, log: silentLog });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const ask: ServedApi['ask'] = (method, path, { body, authorization = `Bearer ${token}` } = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    ...{ store, queues, ask },
    async askJson(method, path, body) {
      const response = await ask(method, `/api/v1/${path}`, { body });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await queues.close();
      await store.close();
    },
  };
}
