import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { withDatabase } from '@tickermill/drill';
import { migrate, openEmbeddedPostgres } from '@tickermill/store';
import { silentLog } from './log.ts';
import { scratchFolder } from './scratch-folder.ts';
import { onTeardown } from './teardown.ts';

const templateName = 'template_tickermill';

let serverUrl: Promise<string> | undefined;

/** The Postgres of this process of tests, started on first use, with a migrated database that others are cloned from. */
async function openServer(): Promise<string> {
  const dataDir = path.join(scratchFolder(), 'postgres');
  const server = await openEmbeddedPostgres({ dataDir, durable: false });
  onTeardown(() => server.stop());
  await withDatabase(server.url, (client) => client.query(`CREATE DATABASE ${templateName}`));
  await migrate(withName(server.url, templateName), silentLog);
  return server.url;
}

function withName(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

/** A database of a test's own, migrated and empty. */
export interface ScratchDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Clones the migrated template, or one that is empty. */
export async function cloneDatabase(
  template: 'template_tickermill' | 'template0' = templateName,
): Promise<ScratchDatabase> {
  serverUrl ??= openServer();
  const server = await serverUrl;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await withDatabase(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    url: withName(server, name),
    drop: () => withDatabase(server, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}
