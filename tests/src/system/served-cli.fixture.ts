import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { storeCompanies } from '@tickermill/store/datasets';
import { openScratchStore, type ScratchStore, startApp } from '@tickermill/testkit';
import { type CommandResult, runInProcess } from './run-command.fixture.ts';

const token = 'a token of the tests, of thirty-two letters and more';

/** The command line beside an API of its own, which knows Apple. */
export interface ServedCli {
  readonly store: ScratchStore;
  /** Its data directory, which is removed at the end. */
  readonly folder: string;
  /** Runs `tickermill` to its end, within this process. */
  run(...args: string[]): Promise<CommandResult>;
  close(): Promise<void>;
}

export async function serveCli(): Promise<ServedCli> {
  const store = await openScratchStore();
  await store.transaction((tx) => storeCompanies(tx, [{ cik: '0000320193', symbol: 'AAPL', name: 'Apple Inc.' }]));
  const api = await startApp('api', { API_PORT: '0', API_TOKEN: token, DATABASE_URL: store.url, LOG_LEVEL: 'error' });
  const folder = mkdtempSync(path.join(tmpdir(), 'tickermill-cli-'));
  return {
    store,
    folder,
    run: (...args) =>
      runInProcess(
        { ...process.env, TICKERMILL_URL: api.url, TICKERMILL_TOKEN: token, TICKERMILL_HOME: folder, NO_COLOR: '1' },
        ...args,
      ),
    async close() {
      await api.stop();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
