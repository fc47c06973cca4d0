// Reads the journal of changes in the order of commits, for whoever keeps a copy.

import type { ChangeKind, Day } from '@tickermill/core';
import { Prisma } from '../database.ts';
import { afterTransaction, isBefore, type Position } from '../events/position.ts';
import { untilOnDisk } from '../on-disk.ts';
import type { Sql } from '../sql.ts';
import { prunedChanges } from './prune.ts';

/** Something that became otherwise than it was told. */
export interface StoredChange extends Position {
  readonly at: Date;
  readonly kind: ChangeKind;
  readonly instrumentId: bigint | null;
  readonly cik: string | null;
  /** The symbols that it is about: the last of the instrument, or the current ones of the company. */
  readonly tickers: string[];
  readonly day: Day | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Changes behind a place, and where the next page begins. */
export interface PolledChanges {
  readonly items: StoredChange[];
  readonly next: Position;
  /** Whether there is more already: the page was full, or enough had been looked at. */
  readonly hasMore: boolean;
}

/** So many changes are looked at for a page, however few the filter leaves. */
const defaultScan = 20_000;

interface ChangeFilter {
  readonly kinds?: readonly ChangeKind[] | undefined;
  readonly instrumentId?: bigint | undefined;
  /** With an instrument: the companies behind it. */
  readonly ciks?: readonly string[] | undefined;
}

interface PollOptions {
  /** Null: from the first that is kept. */
  readonly after: Position | null;
  readonly limit: number;
  readonly scan?: number;
}

/**
 * The changes behind a place, in the order of commits. Only those of transactions below every open one: a transaction that is
 * still to commit has a higher number than all that were handed out. Null: the place is of another database, of what a
 * crash of Postgres has lost, or of what is not kept any more.
 */
export async function pollChanges(
  sql: Sql,
  { kinds, instrumentId, ciks = [] }: ChangeFilter,
  { after, limit, scan = defaultScan }: PollOptions,
): Promise<PolledChanges | null> {
  const [snapshot] = await sql.$queryRaw<{ horizon: bigint; next: bigint }[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next`;
  if (!snapshot) throw new Error('Postgres told no snapshot');
  if (after !== null && after.txid >= snapshot.next) return null;
  const start = after ?? { txid: 0n, id: 0n };
  // What looks like the end of the journal is as far as this snapshot shows, whatever commits meanwhile.
  const [end] = await sql.$queryRaw<{ txid: bigint; id: bigint; looked: number }[]>`
    SELECT txid, id, looked FROM (
      SELECT txid, id, (count(*) OVER ())::int AS looked FROM (
        SELECT txid, id FROM changes WHERE (txid, id) > (${start.txid}, ${start.id}) AND txid < ${snapshot.horizon}
        ORDER BY txid, id LIMIT ${scan}) s) l
    ORDER BY txid DESC, id DESC LIMIT 1`;
  const isBound = end?.looked === scan;
  const stop: Position = end && isBound ? { txid: end.txid, id: end.id } : afterTransaction(snapshot.horizon - 1n);
  const rows = end
    ? await sql.$queryRaw<StoredChange[]>`
        SELECT c.txid, c.id, c.at, c.kind, c.instrument_id AS "instrumentId", c.cik, c.day::text, c.detail,
          CASE WHEN c.instrument_id IS NULL
            THEN ARRAY(SELECT DISTINCT s.symbol FROM instrument_ciks i JOIN symbols s ON s.instrument_id = i.instrument_id AND s.valid_to IS NULL
              WHERE i.cik = c.cik ORDER BY s.symbol)
            ELSE ARRAY(SELECT s.symbol FROM symbols s WHERE s.instrument_id = c.instrument_id
              ORDER BY s.valid_to DESC NULLS FIRST, s.valid_from DESC, s.symbol LIMIT 1) END AS tickers
        FROM changes c
        WHERE (c.txid, c.id) > (${start.txid}, ${start.id}) AND (c.txid, c.id) <= (${stop.txid}, ${stop.id})
          AND (${kinds ? Prisma.sql`c.kind = ANY(${[...kinds]}::text[])` : Prisma.sql`true`})
          AND (${
            instrumentId === undefined
              ? Prisma.sql`true`
              : Prisma.sql`(c.instrument_id = ${instrumentId} OR c.cik = ANY(${[...ciks]}::text[]))`
          })
        ORDER BY c.txid, c.id LIMIT ${limit + 1}`
    : [];
  // Looked up behind the rows, which could have been deleted just before.
  const pruned = await prunedChanges(sql);
  if (after !== null && pruned !== null && isBefore(after, pruned)) return null;
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const isFull = rows.length > limit;
  const next = isFull && last ? { txid: last.txid, id: last.id } : isBefore(start, stop) ? stop : start;
  // What is on no disk yet could be lost, and its number used again, below the cursor of who was given it.
  await untilOnDisk(sql);
  return { items, next, hasMore: isFull || isBound };
}

/**
 * The place before all changes that were written at an instant or later. Null: some of them are not kept any more.
 */
export async function placeAt(sql: Sql, instant: Date): Promise<Position | null> {
  const [row] = await sql.$queryRaw<{ first: bigint | null; horizon: bigint }[]>`
    SELECT (SELECT min(txid) FROM changes WHERE at >= ${instant}::timestamptz) AS first,
      pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon`;
  if (!row) throw new Error('Postgres told no snapshot');
  const pruned = await prunedChanges(sql);
  if (pruned !== null && instant <= pruned.at) return null;
  const { first, horizon } = row;
  return afterTransaction((first === null || first > horizon ? horizon : first) - 1n);
}
