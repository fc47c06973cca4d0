// What is known of the universe: counts, the readings of its listings, and what was listed on a day.

import type { ListingId } from '@tickermill/core';
import type { Database } from '../database.ts';
import { secListing } from './listing-lines.ts';

/** Of how many exchanges listings were read, how many instruments they name now, and when the last was read. */
export async function universeCounts(
  db: Database,
): Promise<{ exchanges: number; listed: number; readAt: Date | null }> {
  const [row] = await db.$queryRaw<{ exchanges: number; listed: number; readAt: Date | null }[]>`
    SELECT (SELECT count(DISTINCT mic)::int FROM listing_runs WHERE status IN ('done', 'unchanged')) AS exchanges,
      (SELECT count(*)::int FROM instrument_listings WHERE listing <> ${secListing} AND missing_since IS NULL) AS listed,
      (SELECT max(read_at) FROM listing_runs WHERE status IN ('done', 'unchanged')) AS "readAt"`;
  return row ?? { exchanges: 0, listed: 0, readAt: null };
}

/** Of these listings, those of which some exchange was not read successfully in this month, or none ever was. */
export async function listingsDue(db: Database, listings: readonly ListingId[], now: Date): Promise<ListingId[]> {
  const month = now.toISOString().slice(0, 7);
  const rows = await db.$queryRaw<{ listing: ListingId }[]>`
    SELECT l.listing FROM unnest(${[...listings]}::text[]) AS l(listing)
    WHERE NOT EXISTS (SELECT FROM listing_runs r WHERE r.listing = l.listing AND r.month = ${month})
      OR EXISTS (SELECT FROM (
        SELECT DISTINCT ON (r.mic) r.month, r.status FROM listing_runs r WHERE r.listing = l.listing
        ORDER BY r.mic, r.status IN ('done', 'unchanged') AND r.month = ${month} DESC, r.id DESC) last
      WHERE last.month <> ${month} OR last.status NOT IN ('done', 'unchanged'))`;
  return rows.map(({ listing }) => listing);
}
