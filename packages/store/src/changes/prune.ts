import type { Position } from '../events/position.ts';
import type { Sql } from '../sql.ts';

const settingKey = 'changes-pruned';

/** How many changes one statement deletes. */
const batch = 5_000;

/** The last change that was deleted, and when it had been written; null if none was. */
export async function prunedChanges(sql: Sql): Promise<(Position & { readonly at: Date }) | null> {
  const [row] = await sql.$queryRaw<(Position & { at: Date })[]>`
    SELECT (value ->> 'txid')::bigint AS txid, (value ->> 'id')::bigint AS id, (value ->> 'at')::timestamptz AS at
    FROM settings WHERE key = ${settingKey}`;
  return row ?? null;
}

/**
 * Deletes changes that were written before an instant, the first in order first, and notes up to where; and those with
 * numbers of the future: of another server, from which this database was restored. Returns how many.
 */
export async function pruneChanges(sql: Sql, before: Date): Promise<number> {
  let total = await sql.$executeRaw`
    DELETE FROM changes WHERE txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint`;
  for (;;) {
    const [row] = await sql.$queryRaw<{ deleted: number }[]>`
      WITH first AS (
        SELECT txid, id, at FROM changes WHERE txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        ORDER BY txid, id LIMIT ${batch}
      ), old AS (
        SELECT txid, id, bool_and(at < ${before}::timestamptz) OVER (ORDER BY txid, id) AS old FROM first
      ), gone AS (
        DELETE FROM changes c USING old WHERE old.old AND c.txid = old.txid AND c.id = old.id RETURNING c.txid, c.id, c.at
      ), noted AS (
        INSERT INTO settings (key, value)
        SELECT ${settingKey}, jsonb_build_object('txid', txid::text, 'id', id::text, 'at', (SELECT max(at) FROM gone))
        FROM gone ORDER BY txid DESC, id DESC LIMIT 1
        ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, updated_at = clock_timestamp()
      )
      SELECT count(*)::int AS deleted FROM gone`;
    const deleted = row?.deleted ?? 0;
    total += deleted;
    if (deleted < batch) return total;
  }
}
