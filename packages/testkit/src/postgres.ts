// A Postgres for tests, with a migrated template to clone.

import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { withDatabase } from '@tickermill/drill';
import { migrate, openEmbeddedPostgres } from '@tickermill/store/postgres';
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

/** A database that others are cloned from: the migrated one, one that is empty, or one of `makeTemplate`. */
export type Template = 'template_tickermill' | 'template0' | { readonly name: string };

/**
 * A template that is made on first use, once in this process of tests: the migrated one, and what `prepare` does to it,
 * which leaves no connection open.
 */
export function makeTemplate(prepare: (url: string) => Promise<unknown>): () => Promise<Template> {
  let made: Promise<Template> | undefined;
  return () => {
    made ??= (async () => {
      const { url } = await cloneDatabase();
      await prepare(url);
      return { name: new URL(url).pathname.slice(1) };
    })();
    return made;
  };
}

/** Clones the migrated template, or another. */
export async function cloneDatabase(from: Template = templateName): Promise<ScratchDatabase> {
  serverUrl ??= openServer();
  const server = await serverUrl;
  const template = typeof from === 'string' ? from : from.name;
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Copied by the kernel from memory to memory: by way of the log, page by page, it takes four times as much of the processor.
  const create = `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`;
  await withDatabase(server, (client) => client.query(create));
  return {
    url: withName(server, name),
    drop: () => withDatabase(server, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}
