import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedPostgres, migrate, openEmbeddedPostgres } from '@tickermill/store';
import { silentLog } from './log.ts';
import { serverVariable, templateUrl, withDatabase } from './postgres.ts';

let server: EmbeddedPostgres | undefined;

/** Starts one Postgres for the whole run of tests, with a migrated database that each test file clones. */
export async function mochaGlobalSetup(): Promise<void> {
  const dataDir = path.join(tmpdir(), `tickermill-test-${randomBytes(6).toString('hex')}`);
  server = await openEmbeddedPostgres({ dataDir, durable: false });
  process.env[serverVariable] = server.url;
  await withDatabase(server.url, (client) => client.query('CREATE DATABASE template_tickermill'));
  await migrate(templateUrl(), silentLog);
}

export async function mochaGlobalTeardown(): Promise<void> {
  await server?.stop();
  if (server) rmSync(server.dataDir, { recursive: true, force: true });
}
