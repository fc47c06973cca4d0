// Reads and changes watchlists and their items.

import type { AskedTicker } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';

/** A watchlist, with how many tickers are on it. */
export interface Watchlist {
  readonly name: string;
  readonly priority: number;
  readonly tickers: number;
  readonly createdAt: Date;
}

/** An instrument of a watchlist, and the symbol that names its rows. */
interface WatchedInstrument {
  readonly instrumentId: bigint;
  readonly symbol: string;
}

/** An instrument of a watchlist, under the symbol that it has, or had last. */
export interface WatchlistItem {
  readonly ticker: string | null;
  readonly name: string;
  readonly cik: string | null;
  readonly trackedSince: Date;
}

const watchlists = (which: Prisma.Sql) => Prisma.sql`
  SELECT w.name, w.priority, (SELECT count(*)::int FROM watchlist_items i WHERE i.watchlist_id = w.id) AS tickers,
    w.created_at AS "createdAt"
  FROM watchlists w WHERE ${which} ORDER BY w.priority DESC, w.name`;

/** Every watchlist, in the order of priority. */
export function listWatchlists(db: Database): Promise<Watchlist[]> {
  return db.$queryRaw<Watchlist[]>`${watchlists(Prisma.sql`true`)}`;
}

/** A watchlist; null if there is none of that name. */
export async function findWatchlist(db: Database, name: string): Promise<Watchlist | null> {
  const [found] = await db.$queryRaw<Watchlist[]>`${watchlists(Prisma.sql`w.name = ${name}`)}`;
  return found ?? null;
}

/** Makes a watchlist. False when there is one of that name. */
export async function createWatchlist(
  db: Database,
  { name, priority }: { name: string; priority: number },
): Promise<boolean> {
  const { count } = await db.watchlist.createMany({ data: [{ name, priority }], skipDuplicates: true });
  return count > 0;
}

/** Renames a watchlist or gives it another priority; what is not named stays. `taken`: another has that name. */
export async function changeWatchlist(
  db: Database,
  name: string,
  to: { name?: string | undefined; priority?: number | undefined },
): Promise<'changed' | 'none' | 'taken'> {
  // One statement: of two concurrent ones with the same name, the unique index admits one.
  const changed = await db.$executeRaw`
    UPDATE watchlists w SET name = coalesce(${to.name ?? null}::text, name), priority = coalesce(${to.priority ?? null}::int, priority)
    WHERE name = ${name} AND NOT EXISTS (SELECT FROM watchlists o WHERE o.name = ${to.name ?? null}::text AND o.id <> w.id)`;
  if (changed > 0) return 'changed';
  return (await findWatchlist(db, name)) ? 'taken' : 'none';
}

/** Deletes a watchlist with its items. False if there is none of that name. */
export async function deleteWatchlist(tx: Database, name: string): Promise<boolean> {
  const { count } = await tx.watchlist.deleteMany({ where: { name } });
  return count > 0;
}

/** The symbol that an instrument has, or had last. */
const symbolOf = (instrumentId: Prisma.Sql) => Prisma.sql`(
  SELECT s.symbol FROM symbols s WHERE s.instrument_id = ${instrumentId}
  ORDER BY s.valid_to IS NULL DESC, s.valid_to DESC, s.valid_from DESC, s.symbol LIMIT 1)`;

/** The instruments of a watchlist, by their symbol: a page of them, or all. */
export function watchlistItems(
  db: Database,
  name: string,
  page: { limit: number; offset: number } | null = null,
): Promise<WatchlistItem[]> {
  return db.$queryRaw<WatchlistItem[]>`
    SELECT ${symbolOf(Prisma.sql`n.id`)} AS ticker, n.name, n.cik, i.tracked_since AS "trackedSince"
    FROM watchlists w JOIN watchlist_items i ON i.watchlist_id = w.id JOIN instruments n ON n.id = i.instrument_id
    WHERE w.name = ${name} ORDER BY ticker, n.id LIMIT ${page?.limit ?? null}::int OFFSET ${page?.offset ?? 0}`;
}

/** The instruments of a watchlist that have, or had, a symbol, by it. */
export function watchedInstruments(db: Database, name: string): Promise<WatchedInstrument[]> {
  return db.$queryRaw<WatchedInstrument[]>`
    SELECT * FROM (
      SELECT i.instrument_id AS "instrumentId", ${symbolOf(Prisma.sql`i.instrument_id`)} AS symbol
      FROM watchlists w JOIN watchlist_items i ON i.watchlist_id = w.id WHERE w.name = ${name}) n
    WHERE symbol IS NOT NULL ORDER BY symbol, "instrumentId"`;
}

/**
 * Takes a ticker off a watchlist. False when it is not on it. What was stored of it stays. `current` is the instrument
 * that has the symbol now; without one it is that of the watchlist that had it last.
 */
export async function untrack(
  tx: Database,
  name: string,
  { ticker, current }: { ticker: AskedTicker; current: bigint | null },
): Promise<boolean> {
  const isMeant =
    current === null
      ? Prisma.sql`${symbolOf(Prisma.sql`i.instrument_id`)} = ${ticker}`
      : Prisma.sql`i.instrument_id = ${current}`;
  const removed = await tx.$executeRaw`
    DELETE FROM watchlist_items i USING watchlists w WHERE w.id = i.watchlist_id AND w.name = ${name} AND ${isMeant}`;
  return removed > 0;
}

/** Takes instruments off a watchlist. Returns how many were on it. */
export function untrackInstruments(tx: Database, name: string, instrumentIds: readonly bigint[]): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM watchlist_items i USING watchlists w
    WHERE w.id = i.watchlist_id AND w.name = ${name} AND i.instrument_id = ANY(${[...instrumentIds]}::bigint[])`;
}

/** Takes all but these instruments off a watchlist. Returns how many. */
export function untrackOthers(tx: Database, name: string, instrumentIds: readonly bigint[]): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM watchlist_items i USING watchlists w
    WHERE w.id = i.watchlist_id AND w.name = ${name} AND i.instrument_id <> ALL(${[...instrumentIds]}::bigint[])`;
}
