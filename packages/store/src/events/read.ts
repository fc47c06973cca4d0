import { untilOnDisk } from '../on-disk.ts';
import type { Sql } from '../sql.ts';
import { afterTransaction, isBefore, type Position } from './position.ts';
import { prunedUpTo } from './prune.ts';

/** What has happened, as it was written in the transaction that made it so. */
export interface StoredEvent extends Position {
  readonly type: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The place after all committed events: a reader that begins here gets what follows. */
export async function latestPosition(sql: Sql): Promise<Position> {
  const [row] = await sql.$queryRaw<{ oldest: bigint }[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest`;
  await untilOnDisk(sql);
  return afterTransaction((row?.oldest ?? 1n) - 1n);
}

/**
 * The next events after a place, in their order. Only those of transactions below every open one: a transaction that is
 * still to commit has a higher number than all delivered ones, or holds back those above its own.
 */
export async function eventsAfter(sql: Sql, { txid, id }: Position, limit: number): Promise<StoredEvent[]> {
  const events = await sql.$queryRaw<StoredEvent[]>`
    SELECT txid, id, type, at, data FROM events
    WHERE (txid, id) > (${txid}, ${id}) AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ORDER BY txid, id LIMIT ${limit}`;
  if (events.length > 0) await untilOnDisk(sql);
  return events;
}

/**
 * Whether events after a place are lost: pruned, or of another database, which was restored. To be called after reading
 * from that place, because they may have been pruned just before.
 */
export async function isLost(sql: Sql, position: Position): Promise<boolean> {
  const [row] = await sql.$queryRaw<{ next: bigint }[]>`
    SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next`;
  if (row && position.txid >= row.next) return true;
  const pruned = await prunedUpTo(sql);
  return pruned !== null && isBefore(position, pruned);
}
