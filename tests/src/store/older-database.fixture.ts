import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore, type Store } from '@tickermill/store';
import { migrate } from '@tickermill/store/postgres';
import { checkout, cloneDatabase, silentLog } from '@tickermill/testkit';

/** A database as a version before some migration left it. */
export interface OlderDatabase extends Store {
  readonly url: string;
  /** Applies the migrations from that one on; returns their names. */
  migrateOn(): Promise<string[]>;
}

/** Opens an empty one, with the migrations that come before one of this name; `close` drops it. */
export async function openDatabaseBefore(migration: string): Promise<OlderDatabase> {
  const all = path.join(checkout, 'prisma', 'migrations');
  const folder = mkdtempSync(path.join(tmpdir(), 'tickermill-migrations-'));
  for (const name of readdirSync(all).filter((each) => each < migration)) {
    cpSync(path.join(all, name), path.join(folder, name), { recursive: true });
  }
  const database = await cloneDatabase('template0');
  await migrate(database.url, silentLog, { dir: folder });
  rmSync(folder, { recursive: true });
  const store = openStore({ url: database.url });
  return {
    ...store,
    url: database.url,
    migrateOn: () => migrate(database.url, silentLog),
    async close() {
      await store.close();
      await database.drop();
    },
  };
}
