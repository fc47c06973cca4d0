import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { PipelineError } from '@tickermill/core';
import { productVersion } from '@tickermill/runtime';
import { isStoreBlocked } from '@tickermill/store';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { withClient } from './connect.ts';
import { dataFrameBytes, frameTypes } from './file/frames.ts';
import { type BackupHeader, type BackupManifest, rowsOf, type TableEntry } from './file/manifest.ts';
import { type BackupFileWriter, writeBackupFile } from './file/write-backup-file.ts';
import { type CopiedTable, columnList, quoted, tablesOf } from './tables.ts';

/** Between the fastest, which is a third larger, and the smallest, which takes twice the time. */
const gzipLevel = 4;

/** How far a backup or a restore is. */
export interface BackupProgress {
  readonly step: string;
  /** From 0 to 1. */
  readonly share: number;
}

export interface BackupOptions {
  readonly url: string;
  readonly file: string;
  /** What encrypts it; null: nothing does. */
  readonly key: string | null;
  readonly trigger: BackupHeader['trigger'];
  readonly now: () => Date;
  readonly onProgress?: (progress: BackupProgress) => void;
  readonly signal?: AbortSignal;
}

/** A backup that was made. */
export interface MadeBackup {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly tables: number;
  readonly rows: number;
  readonly isEncrypted: boolean;
  readonly migration: string;
  readonly leftOut: readonly string[];
  readonly durationMs: number;
}

/**
 * Copies every table of a database into one file, as all of them were at one instant: workers write on meanwhile. The
 * file has its name once it is whole.
 * @throws {PipelineError} `BACKUP_FAILED`, and nothing is left of it.
 */
export async function makeBackup(options: BackupOptions): Promise<MadeBackup> {
  try {
    return await withClient(options.url, (client) => copyDatabase(client, options));
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    const reason = isStoreBlocked(error) ? 'There is no room for it' : 'It could not be written';
    throw new PipelineError('BACKUP_FAILED', `The backup was not made. ${reason}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function copyDatabase(client: pg.Client, options: BackupOptions): Promise<MadeBackup> {
  const { file, key, trigger, now, signal, onProgress = () => {} } = options;
  const began = performance.now();
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  const { tables, leftOut } = await tablesOf(client);
  if (!tables.some(({ table }) => table === 'settings')) {
    throw new PipelineError('CONFIG_INVALID', 'There is nothing of Tickermill in this database.');
  }
  // No migration changes a table between the first and the last that is read.
  await client.query(`LOCK TABLE ${tables.map(({ table }) => quoted(table)).join(', ')} IN ACCESS SHARE MODE`);
  const facts = await factsOf(client);
  const about = { product: productVersion, createdAt: now().toISOString(), trigger };
  const migration = facts.migrations.at(-1)?.name ?? '';
  const writer = await writeBackupFile(file, { ...about, sources: facts.sources, migration }, key);
  try {
    const whole = tables.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const entries: TableEntry[] = [];
    let copied = 0;
    for (const table of tables) {
      onProgress({ step: table.table, share: copied / whole });
      entries.push(
        await copyTable(client, table, writer, (share) => {
          signal?.throwIfAborted();
          onProgress({ step: table.table, share: (copied + share * table.sizeBytes) / whole });
        }),
      );
      copied += table.sizeBytes;
    }
    const durationMs = Math.round(performance.now() - began);
    const { server, migrations, sequences } = facts;
    const manifest: BackupManifest = { migrations, tables: entries, sequences, leftOut, server, durationMs };
    const written = await writer.finish(manifest);
    await client.query('COMMIT');
    const held = { tables: entries.length, rows: rowsOf(manifest), isEncrypted: key !== null, migration, leftOut };
    return { file, ...written, ...held, durationMs };
  } finally {
    await writer.discard();
  }
}

/** What a backup holds besides rows. Sequences count on outside of any snapshot: they are read later than they may be. */
async function factsOf(client: pg.Client) {
  const { rows: migrations } = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  const { rows } = await client.query<{ server: string; sources: string | null; names: string[] | null }>(
    `SELECT current_setting('server_version') AS server, (SELECT value #>> '{}' FROM settings WHERE key = 'sources') AS sources,
       (SELECT array_agg(c.relname::text ORDER BY c.relname) FROM pg_class c
         WHERE c.relkind = 'S' AND c.relnamespace = current_schema()::regnamespace) AS names`,
  );
  const { server = '', sources = null, names } = rows[0] ?? {};
  const sequences: BackupManifest['sequences'] = [];
  for (const sequence of names ?? []) {
    const { rows: at } = await client.query<{ lastValue: string; isCalled: boolean }>(
      `SELECT last_value::text AS "lastValue", is_called AS "isCalled" FROM ${quoted(sequence)}`,
    );
    for (const { lastValue, isCalled } of at) sequences.push({ sequence, lastValue, isCalled });
  }
  return { migrations, server, sources, sequences };
}

async function copyTable(
  client: pg.Client,
  { table, columns, sizeBytes }: CopiedTable,
  writer: BackupFileWriter,
  onShare: (share: number) => void,
): Promise<TableEntry> {
  await writer.frame(frameTypes.table, Buffer.from(table));
  const rows = client.query(copyTo(`COPY ${quoted(table)} (${columnList(columns)}) TO STDOUT`));
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    rows,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createGzip({ level: gzipLevel }),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const frame of joined(chunks)) {
        await writer.frame(frameTypes.data, frame);
        onShare(Math.min(1, bytes / Math.max(1, sizeBytes)));
      }
    },
  );
  await writer.frame(frameTypes.end, Buffer.alloc(0));
  await client.query('SELECT 1'); // the number of rows comes behind the last of them
  return { table, columns: [...columns], rows: rows.rowCount, bytes, sha256: hash.digest('hex') };
}

/** Chunks put together to the size of a frame. */
async function* joined(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size < dataFrameBytes) continue;
    yield Buffer.concat(parts);
    parts = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(parts);
}
