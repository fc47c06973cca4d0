import { pipeline } from 'node:stream/promises';
import { restoredKey } from '@tickermill/store/fleet';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { withClient } from '../connect.ts';
import type { BackupFile } from '../file/read-backup-file.ts';
import { columnList, quoted } from '../tables.ts';

interface CarryOverFacts {
  readonly backup: Pick<BackupFile, 'header'>;
  readonly queueBackend: string;
  readonly now: () => Date;
}

/**
 * Writes into a restored database what is true of today and not of the day of the backup: that the queue is to be emptied
 * and where it is; and, of the database that is replaced, the list of backups, and which sources have asked for quiet or
 * have no requests left today.
 */
export async function carryOver(
  { from, to }: { from: string | null; to: string },
  { backup, queueBackend, now }: CarryOverFacts,
): Promise<void> {
  await withClient(to, async (restored) => {
    const record = { at: now().toISOString(), created_at: backup.header.createdAt, product: backup.header.product };
    await setSetting(restored, restoredKey, record);
    await setSetting(restored, 'queue-backend', queueBackend);
    if (from === null) return;
    await withClient(from, async (present) => {
      const columns = await sharedColumns(present, restored);
      await copyBackups(present, restored, columns('backups'));
      await keepQuiet(present, restored, columns('source_state'));
    });
  });
}

async function setSetting(client: pg.Client, key: string, value: unknown): Promise<void> {
  await client.query(
    `INSERT INTO settings (key, value) VALUES ($1, $2::jsonb)
     ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, updated_at = clock_timestamp()`,
    [key, JSON.stringify(value)],
  );
}

/** The columns of a table that both databases have: the present one may be of an older version. */
async function sharedColumns(present: pg.Client, restored: pg.Client): Promise<(table: string) => string[]> {
  const [one, other] = [await everyColumn(present), await everyColumn(restored)];
  return (table) => (one.get(table) ?? []).filter((column) => other.get(table)?.includes(column));
}

async function everyColumn(client: pg.Client): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT c.relname::text AS table, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace GROUP BY c.relname`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

async function copyBackups(present: pg.Client, restored: pg.Client, columns: readonly string[]): Promise<void> {
  if (columns.length === 0) return;
  const rows = present.query(copyTo(`COPY backups (${columnList(columns)}) TO STDOUT`));
  await pipeline(rows, restored.query(copyFrom(`COPY backups (${columnList(columns)}) FROM STDIN`)));
  await restored.query(
    `SELECT setval(pg_get_serial_sequence('backups', 'id'), max(id)) FROM backups HAVING max(id) IS NOT NULL`,
  );
}

/** What a source has asked for outlives a restore: a request within its block would prolong that. */
const quietColumns = ['state', 'quiet_until', 'quiet_reason', 'quiet_for_quota', 'quota_day', 'quota_used', 'next_at'];

async function keepQuiet(present: pg.Client, restored: pg.Client, columns: readonly string[]): Promise<void> {
  const kept = quietColumns.filter((column) => columns.includes(column));
  if (kept.length === 0) return;
  const { rows } = await present.query<{ source: string; values: Record<string, unknown> }>(
    `SELECT source, to_jsonb(s) AS values FROM source_state s`,
  );
  for (const { source, values } of rows) {
    const set = kept.map((column) => `${quoted(column)} = given.${quoted(column)}`).join(', ');
    await restored.query(
      `UPDATE source_state s SET ${set} FROM jsonb_populate_record(NULL::source_state, $2::jsonb) given WHERE s.source = $1`,
      [source, JSON.stringify(values)],
    );
  }
}
