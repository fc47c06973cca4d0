// Connections of backups and restores: a table takes as long as it takes, and is written in one way everywhere.

import type { Socket } from 'node:net';
import { PipelineError } from '@tickermill/core';
import pg from 'pg';

/**
 * No limit of time; rows in the order in which they stand, whoever else reads them; values in one form, whatever the
 * settings of the server and of its roles are.
 */
const session = [
  'SET statement_timeout = 0',
  'SET idle_in_transaction_session_timeout = 0',
  'SET lock_timeout = 60000',
  'SET synchronize_seqscans = off',
  "SET timezone = 'UTC'",
  "SET datestyle = 'ISO, YMD'",
  "SET intervalstyle = 'postgres'",
  'SET extra_float_digits = 1',
  "SET bytea_output = 'hex'",
  "SET client_encoding = 'UTF8'",
].join('; ');

/** Runs work on a connection of its own. @throws {PipelineError} `DATABASE_UNREACHABLE`. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'tickermill backup' });
  client.on('error', () => {}); // the statement in progress reports it
  try {
    await client.connect();
    await client.query(session);
  } catch (cause) {
    await client.end().catch(() => {});
    throw new PipelineError('DATABASE_UNREACHABLE', `Postgres did not answer: ${(cause as Error).message}`, { cause });
  }
  try {
    const result = await work(client);
    await client.end();
    return result;
  } catch (error) {
    // A COPY that is left in the middle would wait for its reader for ever, and an orderly end for it.
    (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
    throw error;
  }
}

/** The same server, another database. */
export function urlOfDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.toString();
}

/** The database that a connection string names. */
export const databaseOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));
