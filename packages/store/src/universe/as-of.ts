// What was listed on a day, the dead included.

import type { Day, InstrumentStatus } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';

/** An instrument that was listed on a day, under its symbol of then. */
export interface ListedThen {
  readonly instrumentId: string;
  readonly symbol: string;
  readonly mic: string;
  readonly name: string;
  readonly kind: string;
  readonly isin: string | null;
  readonly cik: string | null;
  /** Its status now. */
  readonly status: InstrumentStatus;
  /** Since when and until when the symbol is known to have been its own. */
  readonly from: Day;
  readonly to: Day | null;
  /** No listing of the day is known: it is the one that the first reading named. */
  readonly isAssumed: boolean;
}

/** The exchange and the kind that are meant; null: any. */
export interface UniverseFilter {
  readonly exchange: string | null;
  readonly kind: string | null;
}

/**
 * Known: the symbol was its own on the day. Assumed: the first reading of a listing that names it did so, later than the day, and no
 * price shows that it began to trade after the day. Those that were delisted before the first reading are missing there.
 */
const listedOn = (day: Day, { exchange, kind }: UniverseFilter) => Prisma.sql`
  SELECT i.id, s.symbol, s.mic, i.name, i.kind, i.isin, i.cik, i.status, s.valid_from, s.valid_to,
    s.valid_from > ${day}::date AS assumed
  FROM symbols s JOIN instruments i ON i.id = s.instrument_id
  WHERE (${exchange}::text IS NULL OR s.mic = ${exchange}) AND (${kind}::text IS NULL OR i.kind = ${kind})
    AND (s.valid_to IS NULL OR s.valid_to > ${day}::date) AND (s.valid_from <= ${day}::date OR (
      s.valid_from <= (SELECT coalesce(min(r.day), s.valid_from) FROM listing_runs r
        WHERE r.mic = s.mic AND r.status IN ('done', 'unchanged') AND (r.listing = i.listing_source OR EXISTS (
          SELECT FROM instrument_listings l WHERE l.instrument_id = i.id AND l.listing = r.listing)))
      AND NOT EXISTS (SELECT FROM symbols o WHERE o.instrument_id = s.instrument_id AND o.valid_from < s.valid_from)
      AND NOT EXISTS (SELECT FROM coverage c WHERE c.instrument_id = s.instrument_id AND c.first_day > ${day}::date)))`;

/** A page of what was listed on a day, by exchange and symbol; null: all. */
export function universeAsOf(
  db: Database,
  day: Day,
  filter: UniverseFilter,
  page: { limit: number; offset: number } | null,
): Promise<ListedThen[]> {
  return db.$queryRaw<ListedThen[]>`
    SELECT u.id::text AS "instrumentId", u.symbol, u.mic, u.name, u.kind, u.isin, u.cik, u.status,
      u.valid_from::text AS "from", u.valid_to::text AS "to", u.assumed AS "isAssumed"
    FROM (${listedOn(day, filter)}) u ORDER BY u.mic, u.symbol, u.id
    LIMIT ${page?.limit ?? null}::int OFFSET ${page?.offset ?? 0}`;
}

/** How much of it there is, by exchange and kind. */
export function countAsOf(
  db: Database,
  day: Day,
  filter: UniverseFilter,
): Promise<{ mic: string; kind: string; count: number; assumed: number }[]> {
  return db.$queryRaw<{ mic: string; kind: string; count: number; assumed: number }[]>`
    SELECT u.mic, u.kind, count(*)::int AS count, count(*) FILTER (WHERE u.assumed)::int AS assumed
    FROM (${listedOn(day, filter)}) u GROUP BY 1, 2 ORDER BY 1, 2`;
}

/** Since which day it is known what each exchange lists: that of the first reading of the last of its listings. */
export function knownSince(db: Database): Promise<{ mic: string; from: Day }[]> {
  return db.$queryRaw<{ mic: string; from: Day }[]>`
    SELECT mic, max(day)::text AS "from" FROM (
      SELECT mic, min(day) AS day FROM listing_runs WHERE status IN ('done', 'unchanged') GROUP BY mic, listing) r
    GROUP BY mic ORDER BY mic`;
}
