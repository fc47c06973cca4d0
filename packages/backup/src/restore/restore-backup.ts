import { type Log, PipelineError } from '@tickermill/core';
import type pg from 'pg';
import { databaseOf, urlOfDatabase, withClient } from '../connect.ts';
import { rowsOf } from '../file/manifest.ts';
import { type BackupFile, openBackupFile } from '../file/read-backup-file.ts';
import type { BackupProgress } from '../make-backup.ts';
import { quoted } from '../tables.ts';
import { carryOver } from './carry-over.ts';
import {
  derivedName,
  dropDatabase,
  hasDatabase,
  makeEmptyDatabase,
  onServer,
  sessionsOf,
  swapDatabases,
} from './databases.ts';
import { loadBackup, refuseNewer } from './load.ts';

/** A table whose rows a restore changes in number; partitions count as their table. */
export interface TableLoss {
  readonly table: string;
  /** Null where the database has no such table. */
  readonly rowsNow: number | null;
  readonly rowsThen: number;
}

/** What a restore comes to. */
export interface RestorePlan {
  readonly createdAt: string;
  readonly product: string;
  readonly rows: number;
  readonly tables: number;
  readonly bytes: number;
  /** Migrations that are applied after it. */
  readonly isOlder: boolean;
  /** Null if there is no such database, or nothing in it. */
  readonly losses: readonly TableLoss[] | null;
}

export interface RestoreOptions {
  readonly url: string;
  readonly file: string;
  readonly key: string | null;
  /** What this installation is set to: data of the other kind is refused. */
  readonly sources: string;
  readonly queueBackend: string;
  readonly log: Log;
  readonly now: () => Date;
  /** Called once the whole file has been read and found whole: false leaves everything as it is. */
  readonly confirm: (plan: RestorePlan) => Promise<boolean>;
  readonly onProgress?: (progress: BackupProgress) => void;
}

/** A database that was restored. */
export interface Restored {
  readonly createdAt: string;
  readonly tables: number;
  readonly rows: number;
  /** The database that was there before is kept under this name; null if there was none. */
  readonly before: string | null;
  /** Tables of the backup that this version has no place for. */
  readonly leftOut: readonly string[];
  readonly durationMs: number;
}

/**
 * Brings an installation back to a backup: loads it into a database beside the present one, and swaps the two. A process
 * that is killed leaves the present database as it is, or has finished; what it left beside is replaced by the next.
 * Null: it was not confirmed, and nothing was changed.
 * @throws {PipelineError} `BACKUP_UNREADABLE`, `BACKUP_KEY_WRONG`, `BACKUP_TOO_NEW`, `BACKUP_DIFFERS`, or
 * `RESTORE_REFUSED`: in each case the present database was not touched.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored | null> {
  const { url, file, key, log, now, confirm, onProgress = () => {} } = options;
  const backup = await openBackupFile(file, key);
  try {
    refuseNewer(backup);
    refuseOtherSources(backup, options);
    onProgress({ step: 'reading the file', share: 0 });
    await backup.checkWhole();
    return await onServer(url, 'restore', async (server) => {
      const database = databaseOf(url);
      await refuseInUse(server, database);
      if (!(await confirm(await planOf(server, url, backup)))) return null;
      const began = performance.now();
      const scratch = derivedName(database, 'restore');
      const scratchUrl = urlOfDatabase(url, scratch);
      await makeEmptyDatabase(server, scratch, database);
      const leftOut = await loadBackup(scratchUrl, backup, { log, onProgress });
      const isThere = await hasDatabase(server, database);
      await carryOver({ from: isThere ? url : null, to: scratchUrl }, { ...options, backup });
      onProgress({ step: 'swapping', share: 1 });
      await refuseInUse(server, database);
      const before = derivedName(database, `before_${stampOf(now())}`);
      await swapDatabases(server, { from: scratch, to: database, before });
      await dropEarlier(server, database, before);
      return {
        createdAt: backup.header.createdAt,
        tables: backup.manifest.tables.length,
        rows: rowsOf(backup.manifest),
        before: isThere ? before : null,
        leftOut,
        durationMs: Math.round(performance.now() - began),
      };
    });
  } finally {
    await backup.close();
  }
}

function refuseOtherSources({ header }: BackupFile, { sources }: RestoreOptions): void {
  if (header.sources === null || header.sources === sources) return;
  throw new PipelineError(
    'RESTORE_REFUSED',
    `Nothing was changed: the backup holds ${header.sources} data, and SOURCES is ${sources}.`,
  );
}

async function refuseInUse(server: pg.Client, database: string): Promise<void> {
  const sessions = await sessionsOf(server, database);
  if (sessions.length === 0) return;
  throw new PipelineError(
    'RESTORE_REFUSED',
    `Nothing was changed: the database is in use (${sessions.join('; ')}). Stop the API, the workers and whoever else is connected.`,
  );
}

async function planOf(server: pg.Client, url: string, backup: BackupFile): Promise<RestorePlan> {
  const { header, manifest, bytes } = backup;
  const about = { createdAt: header.createdAt, product: header.product, bytes };
  const plan = { ...about, rows: rowsOf(manifest), tables: manifest.tables.length };
  if (!(await hasDatabase(server, databaseOf(url)))) return { ...plan, isOlder: false, losses: null };
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ table: string; root: string }>(
      `SELECT c.relname::text AS table, coalesce(p.relname, c.relname)::text AS root
       FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
       WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace`,
    );
    if (!rows.some(({ table }) => table === 'settings')) return { ...plan, isOlder: false, losses: null };
    const rootOf = new Map(rows.map(({ table, root }) => [table, root]));
    const counts = new Map<string, { rowsNow: number | null; rowsThen: number }>();
    for (const { table, rows: rowsThen } of manifest.tables) {
      const root = rootOf.get(table) ?? table;
      const rowsNow = rootOf.has(table) ? await countOf(client, table) : null;
      const known = counts.get(root);
      counts.set(root, {
        rowsNow: known?.rowsNow == null ? rowsNow : known.rowsNow + (rowsNow ?? 0),
        rowsThen: rowsThen + (known?.rowsThen ?? 0),
      });
    }
    const { rows: newest } = await client.query<{ name: string }>(
      'SELECT max(migration_name) AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL',
    );
    return {
      ...plan,
      isOlder: (newest[0]?.name ?? '') > (manifest.migrations.at(-1)?.name ?? ''),
      losses: [...counts]
        .map(([table, each]) => ({ table, ...each }))
        .filter(({ rowsNow, rowsThen }) => rowsNow !== rowsThen),
    };
  });
}

async function countOf(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM ${quoted(table)}`);
  return Number(rows[0]?.count ?? 0);
}

const stampOf = (at: Date) => at.toISOString().replace(/\D/g, '').slice(0, 14);

/** Of the databases that restores have replaced the latest alone is kept. */
async function dropEarlier(server: pg.Client, database: string, latest: string): Promise<void> {
  const { rows } = await server.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE datname ~ '_before_[0-9]{14}$' AND datname <> $1`,
    [latest],
  );
  for (const { name } of rows) {
    if (derivedName(database, name.slice(-21)) === name) await dropDatabase(server, name);
  }
}
