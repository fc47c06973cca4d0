import type { Cik, Ticker } from '@tickermill/core';
import type { Database } from '../database.ts';

/** An instrument under its current symbol. */
export interface ListedInstrument {
  readonly instrumentId: bigint;
  readonly symbol: Ticker;
  readonly name: string;
  readonly cik: Cik | null;
}

/** The instruments that carry these symbols now; a symbol that none carries is missing from the answer. */
export function findInstruments(db: Database, symbols: readonly Ticker[]): Promise<ListedInstrument[]> {
  return db.$queryRaw<ListedInstrument[]>`
    SELECT i.id AS "instrumentId", s.symbol, i.name, i.cik FROM symbols s JOIN instruments i ON i.id = s.instrument_id
    WHERE s.symbol = ANY(${[...symbols]}::text[]) AND s.valid_to IS NULL ORDER BY s.symbol`;
}

/** The symbols on any watchlist, by name. */
export async function trackedTickers(db: Database): Promise<Ticker[]> {
  const rows = await db.$queryRaw<{ symbol: string }[]>`
    SELECT DISTINCT s.symbol FROM watchlist_items w JOIN symbols s ON s.instrument_id = w.instrument_id AND s.valid_to IS NULL
    ORDER BY s.symbol`;
  return rows.map(({ symbol }) => symbol);
}

/** Puts instruments on a watchlist, made if there is none of that name. Returns the ids of those that were not tracked before. */
export async function track(tx: Database, watchlist: string, instrumentIds: readonly bigint[]): Promise<bigint[]> {
  const tracked = await tx.watchlistItem.findMany({
    where: { instrumentId: { in: [...instrumentIds] } },
    select: { instrumentId: true },
  });
  const list = await tx.watchlist.upsert({ where: { name: watchlist }, create: { name: watchlist }, update: {} });
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
