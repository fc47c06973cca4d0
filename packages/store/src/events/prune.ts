import type { Sql } from '../sql.ts';
import type { Position } from './position.ts';

const settingKey = 'events-pruned';

/** How many events are looked at, and at most deleted, by one statement. */
const batch = 1_000;

/**
 * Deletes events that are older than this, the first in order first, and notes up to where. Those that a reader may not
 * have been shown yet stay. Returns whether there are more: at most `batches` statements of a thousand each are run.
 */
export async function pruneEvents(
  sql: Sql,
  { olderThanMs, batches }: { olderThanMs: number; batches: number },
): Promise<boolean> {
  // Numbers of the future: of another server, from which this database was restored. They could not be delivered in
  // order.
  await sql.$executeRaw`DELETE FROM events WHERE txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint`;
  for (let n = 0; n < batches; n++) {
    const deleted = await pruneBatch(sql, olderThanMs);
    if (deleted < batch) return false;
  }
  return true;
}

async function pruneBatch(sql: Sql, olderThanMs: number): Promise<number> {
  const [row] = await sql.$queryRaw<{ deleted: number }[]>`
    WITH first AS (
      SELECT txid, id, at FROM events e WHERE txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        AND NOT EXISTS (SELECT FROM event_consumers c WHERE (e.txid, e.id) > (c.txid, c.event_id))
      ORDER BY txid, id LIMIT ${batch}
    ), old AS (
      SELECT txid, id, bool_and(at < clock_timestamp() - ${olderThanMs}::float8 * interval '1 ms') OVER (ORDER BY txid, id) AS old FROM first
    ), gone AS (
      DELETE FROM events e USING old WHERE old.old AND e.txid = old.txid AND e.id = old.id RETURNING e.txid, e.id
    ), noted AS (
      INSERT INTO settings (key, value)
      SELECT ${settingKey}, jsonb_build_object('txid', txid::text, 'id', id::text) FROM gone ORDER BY txid DESC, id DESC LIMIT 1
      ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, updated_at = clock_timestamp()
    )
    SELECT count(*)::int AS deleted FROM gone`;
  return row?.deleted ?? 0;
}

/** The last event that was deleted; null if none was. */
export async function prunedUpTo(sql: Sql): Promise<Position | null> {
  const [row] = await sql.$queryRaw<Position[]>`
    SELECT (value ->> 'txid')::bigint AS txid, (value ->> 'id')::bigint AS id FROM settings WHERE key = ${settingKey}`;
  return row ?? null;
}
