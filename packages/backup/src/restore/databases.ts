// Databases of a server: making the one that a backup is restored into, and putting it in the place of another.

import { createHash } from 'node:crypto';
import { PipelineError } from '@tickermill/core';
import type pg from 'pg';
import { databaseOf, urlOfDatabase, withClient } from '../connect.ts';
import { quoted } from '../tables.ts';

/** Where a session can be while other databases are made and renamed. */
const maintenanceDatabases = ['postgres', 'template1'];

/** A name made of that of a database, as long as Postgres allows. */
export const derivedName = (database: string, suffix: string): string =>
  `${database.slice(0, 62 - suffix.length)}_${suffix}`;

/**
 * Runs work on the server of a database, outside of it, alone of its kind: another that holds the same lock is refused.
 * @throws {PipelineError} `ALREADY_RUNNING`, or `DATABASE_UNREACHABLE`.
 */
export async function onServer<T>(url: string, purpose: string, work: (server: pg.Client) => Promise<T>): Promise<T> {
  const key = createHash('sha256')
    .update(`tickermill ${purpose} ${databaseOf(url)}`)
    .digest()
    .readInt32BE();
  return withClient(await maintenanceUrl(url), async (server) => {
    const { rows } = await server.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [key]);
    if (!rows[0]?.taken)
      throw new PipelineError('ALREADY_RUNNING', `Another ${purpose} of this database is in progress.`);
    return work(server);
  });
}

async function maintenanceUrl(url: string): Promise<string> {
  let failure: unknown;
  for (const database of maintenanceDatabases) {
    const candidate = urlOfDatabase(url, database);
    try {
      await withClient(candidate, async () => {});
      return candidate;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** Whether the server has a database of this name. */
export async function hasDatabase(server: pg.Client, database: string): Promise<boolean> {
  const { rowCount } = await server.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  return rowCount === 1;
}

/** Makes an empty database, in place of what an earlier restore left under its name, that sorts text as another does. */
export async function makeEmptyDatabase(server: pg.Client, database: string, like: string): Promise<void> {
  await dropDatabase(server, database);
  const { rows } = await server.query<{ collate: string; ctype: string; encoding: string }>(
    `SELECT datcollate AS collate, datctype AS ctype, pg_encoding_to_char(encoding) AS encoding
     FROM pg_database WHERE datname = $1 AND datlocprovider = 'c'`,
    [like],
  );
  const [found] = rows;
  const locale = found
    ? `ENCODING ${server.escapeLiteral(found.encoding)} LC_COLLATE ${server.escapeLiteral(found.collate)} LC_CTYPE ${server.escapeLiteral(found.ctype)}`
    : '';
  await asPermitted(server.query(`CREATE DATABASE ${quoted(database)} TEMPLATE template0 ${locale}`));
}

export async function dropDatabase(server: pg.Client, database: string): Promise<void> {
  await asPermitted(server.query(`DROP DATABASE IF EXISTS ${quoted(database)} WITH (FORCE)`));
}

/**
 * Puts a database in the place of another, which keeps its content under a third name: both renames or none.
 * @throws {PipelineError} `RESTORE_REFUSED` while somebody is connected to either.
 */
export async function swapDatabases(
  server: pg.Client,
  { from, to, before }: { from: string; to: string; before: string },
): Promise<void> {
  const isThere = await hasDatabase(server, to);
  await asPermitted(
    (async () => {
      await server.query('BEGIN');
      try {
        if (isThere) await server.query(`ALTER DATABASE ${quoted(to)} RENAME TO ${quoted(before)}`);
        await server.query(`ALTER DATABASE ${quoted(from)} RENAME TO ${quoted(to)}`);
        await server.query('COMMIT');
      } catch (error) {
        await server.query('ROLLBACK');
        throw error;
      }
    })(),
  );
}

/** Who is connected to a database, each in a few words. */
export async function sessionsOf(server: pg.Client, database: string): Promise<string[]> {
  const { rows } = await server.query<{ session: string }>(
    `SELECT DISTINCT concat_ws(' ', coalesce(nullif(application_name, ''), 'a program'), 'as ' || usename, 'from ' || host(client_addr)) AS session
     FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY 1`,
    [database],
  );
  return rows.map(({ session }) => session);
}

const refusals: Readonly<Record<string, string>> = {
  '42501': 'this role of Postgres may not make or rename databases (ALTER ROLE … CREATEDB, as owner of the database)',
  '55006': 'somebody is connected to the database',
};

async function asPermitted(statement: Promise<unknown>): Promise<void> {
  try {
    await statement;
  } catch (cause) {
    const { code = '', message } = cause as Error & { code?: string };
    const why = refusals[code];
    if (why === undefined) throw cause;
    throw new PipelineError('RESTORE_REFUSED', `Nothing was changed: ${why}. Postgres says: ${message}.`, { cause });
  }
}
