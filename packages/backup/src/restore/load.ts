// Fills an empty database from a backup, and compares what it then holds.

import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Log, PipelineError } from '@tickermill/core';
import { migrate, migrationNames } from '@tickermill/store/postgres';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { withClient } from '../connect.ts';
import type { TableEntry } from '../file/manifest.ts';
import type { BackupFile } from '../file/read-backup-file.ts';
import type { BackupProgress } from '../make-backup.ts';
import { columnList, quoted, tablesOf } from '../tables.ts';

interface LoadOptions {
  readonly log: Log;
  readonly onProgress: (progress: BackupProgress) => void;
}

/** The share of the time that each part takes, as measured with two million bars. */
const parts = { load: 0.75, keys: 0.1 } as const;

/** @throws {PipelineError} `BACKUP_TOO_NEW` if a newer version made it, which this one cannot read. */
export function refuseNewer({ header, manifest }: Pick<BackupFile, 'header' | 'manifest'>): void {
  const known = new Set(migrationNames());
  const unknown = manifest.migrations.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length === 0) return;
  throw new PipelineError(
    'BACKUP_TOO_NEW',
    `The backup is of version ${header.product}, whose database this one does not know (${unknown.join(', ')}).`,
  );
}

/**
 * Loads a backup into an empty database: the migrations of its day, its rows, and the migrations since. Each table is
 * read back and compared before those. Returns the tables that this version has no place for.
 * @throws {PipelineError} `BACKUP_DIFFERS` if the database does not hold what the backup says.
 */
export async function loadBackup(url: string, backup: BackupFile, { log, onProgress }: LoadOptions): Promise<string[]> {
  const { manifest } = backup;
  await migrate(url, log, { names: manifest.migrations.map(({ name }) => name) });
  const unknown = await withClient(url, async (client) => {
    const known = await tablesOf(client);
    const columnsOf = new Map(known.tables.map(({ table, columns }) => [table, new Set(columns)]));
    const loaded = manifest.tables.filter(({ table }) => columnsOf.has(table));
    for (const { table, columns } of loaded) {
      const other = columns.find((column) => !columnsOf.get(table)?.has(column));
      if (other)
        throw new PipelineError('BACKUP_UNREADABLE', `The backup has a column ${other} of ${table}, which has none.`);
    }
    const whole = manifest.tables.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    const keys = await dropForeignKeys(client);
    await backup.readTables(async (entry, rows) => {
      onProgress({ step: `loading ${entry.table}`, share: (parts.load * done) / Math.max(1, whole) });
      if (columnsOf.has(entry.table)) await loadTable(client, entry, rows);
      else for await (const _ of rows); // a table of somebody else, which this version has no place for
      done += entry.bytes;
    });
    onProgress({ step: 'keys and statistics', share: parts.load });
    for (const { sequence, lastValue, isCalled } of manifest.sequences) {
      await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [quoted(sequence), lastValue, isCalled]);
    }
    for (const key of keys) await addForeignKey(client, key);
    await client.query('ANALYZE');
    await compare(client, loaded, (share) =>
      onProgress({ step: 'comparing', share: parts.load + parts.keys + share * (1 - parts.load - parts.keys) }),
    );
    return manifest.tables.filter(({ table }) => !columnsOf.has(table)).map(({ table }) => table);
  });
  await migrate(url, log);
  return unknown;
}

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** Checked row by row they would take half the time; they are checked in one statement each when all rows are there. */
async function dropForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT conrelid::regclass::text AS table, conname::text AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace
     ORDER BY 1, 2`,
  );
  for (const { table, name } of rows) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`);
  return rows;
}

async function addForeignKey(client: pg.Client, { table, name, definition }: ForeignKey): Promise<void> {
  try {
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition}`);
  } catch (cause) {
    throw new PipelineError('BACKUP_DIFFERS', `Rows of ${table} are of none that exist: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

/** Loads a table in one transaction, without its triggers: what they write is in the backup. */
async function loadTable(client: pg.Client, entry: TableEntry, rows: Readable): Promise<void> {
  const table = quoted(entry.table);
  await client.query(`BEGIN; ALTER TABLE ${table} DISABLE TRIGGER USER; TRUNCATE ${table}`);
  const hash = createHash('sha256');
  const into = client.query(copyFrom(`COPY ${table} (${columnList(entry.columns)}) FROM STDIN WITH (FREEZE true)`));
  await pipeline(
    rows,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    into,
  );
  requireSame(entry, { rows: into.rowCount, sha256: hash.digest('hex') });
  await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER; COMMIT`);
}

/** Reads every table as a backup does: the rows stand in the order in which they were loaded. */
async function compare(
  client: pg.Client,
  entries: readonly TableEntry[],
  onShare: (share: number) => void,
): Promise<void> {
  for (const [index, entry] of entries.entries()) {
    const rows = client.query(copyTo(`COPY ${quoted(entry.table)} (${columnList(entry.columns)}) TO STDOUT`));
    const hash = createHash('sha256');
    for await (const chunk of rows) hash.update(chunk as Buffer);
    await client.query('SELECT 1'); // the number of rows comes behind the last of them
    requireSame(entry, { rows: rows.rowCount, sha256: hash.digest('hex') });
    onShare((index + 1) / entries.length);
  }
}

function requireSame(entry: TableEntry, { rows, sha256 }: { rows: number; sha256: string }): void {
  if (rows === entry.rows && sha256 === entry.sha256) return;
  const what = rows === entry.rows ? 'other values' : `${rows} rows in place of ${entry.rows}`;
  throw new PipelineError('BACKUP_DIFFERS', `${entry.table} holds ${what} after it was loaded.`);
}
