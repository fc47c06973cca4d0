import type { AddressInfo } from 'node:net';
import { openQueues, prepareQueues } from '@tickermill/engine';
import { storeCompanies } from '@tickermill/store';
import { openScratchStore, type ScratchStore, silentLog } from '@tickermill/testkit';
import { createApp } from './app.ts';

const token = 'a token of the tests, of thirty-two letters and more';

/** An API on a database of its own that knows two companies, without a worker. */
export interface OpenApi {
  readonly store: ScratchStore;
  ask(method: string, path: string): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

export async function openApi(now: Date): Promise<OpenApi> {
  const store = await openScratchStore();
  const backend = { kind: 'postgres', url: store.url } as const;
  await prepareQueues(backend, silentLog);
  const queues = openQueues({ backend, log: silentLog });
  await store.transaction((tx) =>
    storeCompanies(tx, [
      { cik: '0000320193', symbol: 'AAPL', name: 'Apple Inc.' },
      { cik: '0000789019', symbol: 'MSFT', name: 'Microsoft Corp' },
    ]),
  );
  const app = createApp({ store, queues, now: () => now, mode: 'sandbox', token, log: silentLog });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    store,
    async ask(method, path) {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/${path}`;
      const response = await fetch(address, { method, headers: { authorization: `Bearer ${token}` } });
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
