import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@tickermill/core';
import { isAlive } from '@tickermill/runtime/host';
import { migrate, openEmbeddedPostgres } from '@tickermill/store/postgres';
import { until } from './until.ts';

/** The log lines of migrations of a database made for a drill are not shown. */
const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** How Postgres goes down: `fast` rolls open transactions back, `immediate` is its own word for a crash. */
export type Shutdown = 'fast' | 'immediate';

/** A migrated Postgres of one's own, which may be taken down without harm to others. */
export interface OwnPostgres {
  readonly url: string;
  /** Takes the server down, leaves it down for so long, and starts it again where it was. */
  restart(how: Shutdown, downMs: number): Promise<void>;
  /** Stops the server and removes its files. */
  close(): Promise<void>;
}

/** Starts one with its files in the folder for temporary ones, as crash-safe as an installation's. */
export async function openOwnPostgres(): Promise<OwnPostgres> {
  const place = path.join(tmpdir(), `tickermill-own-${randomBytes(6).toString('hex')}`);
  let server = await openEmbeddedPostgres({ dataDir: place });
  const { url, dataDir } = server;
  await migrate(url, silent);
  return {
    url,
    async restart(how, downMs) {
      const pid = Number(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await until('Postgres to be down', () => !isAlive(pid));
      await sleep(downMs);
      server = await openEmbeddedPostgres({ dataDir: place });
      if (server.url !== url) throw new Error(`Postgres came back elsewhere: another process took the port of ${url}`);
    },
    async close() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
