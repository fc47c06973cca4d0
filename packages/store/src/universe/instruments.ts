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
  const tracked = await tx.watchlistItem.findMany({
    where: { instrumentId: { in: [...instrumentIds] } },
    select: { instrumentId: true },
  });
  // Locked until the items are there: whoever deletes the list meanwhile waits, and takes them with it.
  const [list] = await tx.$queryRaw<{ id: bigint }[]>`
    INSERT INTO watchlists (name) VALUES (${watchlist}) ON CONFLICT (name) DO UPDATE SET name = watchlists.name RETURNING id`;
  if (!list) throw new Error(`the watchlist ${watchlist} was neither found nor made`);
  await tx.watchlistItem.createMany({
    data: instrumentIds.map((instrumentId) => ({ watchlistId: list.id, instrumentId })),
    skipDuplicates: true,
  });
  const known = new Set(tracked.map(({ instrumentId }) => instrumentId));
  return instrumentIds.filter((id) => !known.has(id));
}

/** When the list of companies was last read whole, and the run that reads it now, if one does. */
export async function companiesListing(db: Database): Promise<{ readAt: Date | null; openRun: bigint | null }> {
  const [row] = await db.$queryRaw<{ readAt: Date | null; openRun: bigint | null }[]>`
    SELECT max(finished_at) FILTER (WHERE state = 'done') AS "readAt", max(id) FILTER (WHERE finished_at IS NULL) AS "openRun"
    FROM runs WHERE dataset = 'companies'`;
  return row ?? { readAt: null, openRun: null };
}
