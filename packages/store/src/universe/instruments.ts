import { type Database, Prisma } from '../database.ts';
import { tickerOf } from './find-tickers.ts';

/** What names each instrument on any watchlist, in order. */
export async function trackedTickers(db: Database): Promise<string[]> {
  const rows = await db.$queryRaw<{ ticker: string }[]>`
    SELECT DISTINCT ${tickerOf(Prisma.sql`s`)} AS ticker
    FROM watchlist_items w JOIN symbols s ON s.instrument_id = w.instrument_id AND s.valid_to IS NULL ORDER BY 1`;
  return rows.map(({ ticker }) => ticker);
}

/** How many instruments carry a symbol now. */
export async function listedInstruments(db: Database): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT instrument_id)::int AS count FROM symbols WHERE valid_to IS NULL`;
  return row?.count ?? 0;
}

/**
 * Puts instruments on a watchlist, created if none has that name. Returns the ids of those that were not tracked
 * before.
 */
export async function track(tx: Database, watchlist: string, instrumentIds: readonly bigint[]): Promise<bigint[]> {
  // Locked until the items are there: whoever deletes the list meanwhile waits, and takes them with it.
  const [list] = await tx.$queryRaw<{ id: bigint }[]>`
    INSERT INTO watchlists (name) VALUES (${watchlist}) ON CONFLICT (name) DO UPDATE SET name = watchlists.name RETURNING id`;
  if (!list) throw new Error(`the watchlist ${watchlist} was neither found nor made`);
  const rows = await tx.$queryRaw<{ id: bigint }[]>`
    WITH item AS (
      INSERT INTO watchlist_items (watchlist_id, instrument_id)
      SELECT ${list.id}, id FROM unnest(${[...instrumentIds]}::bigint[]) AS asked(id) ON CONFLICT DO NOTHING
    )
    SELECT asked.id FROM unnest(${[...instrumentIds]}::bigint[]) WITH ORDINALITY AS asked(id, nth)
    WHERE NOT EXISTS (SELECT FROM watchlist_items w WHERE w.instrument_id = asked.id) ORDER BY nth`;
  return rows.map(({ id }) => id);
}

/** When the list of companies was last read whole, and the run that reads it now, if one does. */
export async function companiesListing(db: Database): Promise<{ readAt: Date | null; openRun: bigint | null }> {
  const [row] = await db.$queryRaw<{ readAt: Date | null; openRun: bigint | null }[]>`
    SELECT max(finished_at) FILTER (WHERE state = 'done') AS "readAt", max(id) FILTER (WHERE finished_at IS NULL) AS "openRun"
    FROM runs WHERE dataset = 'companies'`;
  return row ?? { readAt: null, openRun: null };
}
