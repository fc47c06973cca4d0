// Kept positions of event consumers, each held by one process at a time.

import type { Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import type { Position } from './position.ts';
import { latestPosition } from './read.ts';

/** What a process that wants to consume is given. */
export type ConsumerClaim =
  /**
   * It consumes now, from after this position. `restarted`: the stored position was of another server, so all kept
   * events are delivered again.
   */
  | { readonly kind: 'held'; readonly position: Position; readonly restarted: boolean }
  /** Another process consumes under this name. */
  | { readonly kind: 'taken' };

/**
 * Takes or renews the right to consume under a name, by Postgres' clock. A name that is new begins behind everything that
 * is there.
 */
export async function claimConsumer(
  { sql }: Pick<Store, 'sql'>,
  { name, holder, holdMs }: { name: string; holder: string; holdMs: number },
): Promise<ConsumerClaim> {
  const [known] = await sql.$queryRaw<object[]>`SELECT FROM event_consumers WHERE name = ${name}`;
  if (!known) {
    const { txid, id } = await latestPosition(sql);
    await sql.$executeRaw`
      INSERT INTO event_consumers (name, txid, event_id, held_until) VALUES (${name}, ${txid}, ${id}, '-infinity')
      ON CONFLICT DO NOTHING`;
  }
  const [row] = await sql.$queryRaw<(Position & { restarted: boolean })[]>`
    WITH before AS (
      SELECT name, txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS restarted
      FROM event_consumers WHERE name = ${name} FOR NO KEY UPDATE)
    UPDATE event_consumers c SET holder = ${holder}, held_until = clock_timestamp() + ${holdMs}::float8 * interval '1 ms',
      seen_at = clock_timestamp(), txid = CASE WHEN restarted THEN 0 ELSE txid END,
      event_id = CASE WHEN restarted THEN 0 ELSE event_id END
    FROM before WHERE c.name = before.name AND (c.holder = ${holder} OR c.held_until < clock_timestamp())
    RETURNING c.txid, c.event_id AS id, restarted`;
  if (!row) return { kind: 'taken' };
  const { restarted, ...position } = row;
  return { kind: 'held', position, restarted };
}

/** Keeps up to where a consumer has handled events. Returns false where another process consumes by now. */
export async function keepPosition(
  sql: Sql,
  { name, holder, position }: { name: string; holder: string; position: Position },
): Promise<boolean> {
  const kept = await sql.$executeRaw`
    UPDATE event_consumers SET txid = ${position.txid}, event_id = ${position.id}, seen_at = clock_timestamp()
    WHERE name = ${name} AND holder = ${holder}`;
  return kept > 0;
}

/** Releases the name for other processes at once. */
export async function releaseConsumer(sql: Sql, { name, holder }: { name: string; holder: string }): Promise<void> {
  await sql.$executeRaw`
    UPDATE event_consumers SET held_until = '-infinity' WHERE name = ${name} AND holder = ${holder}`;
}

/** Drops consumers that have not read for so long: no event is kept for them any more. Returns their names. */
export async function dropSilentConsumers(sql: Sql, silentMs: number): Promise<string[]> {
  const rows = await sql.$queryRaw<{ name: string }[]>`
    DELETE FROM event_consumers WHERE seen_at < clock_timestamp() - ${silentMs}::float8 * interval '1 ms' RETURNING name`;
  return rows.map(({ name }) => name);
}
