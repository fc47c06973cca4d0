// What is known of the universe: counts, the readings of its listings, and what was listed on a day.

import type { Day, InstrumentEventKind, InstrumentStatus, ListingId, ListingStatus } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import type { UniverseFilter } from './as-of.ts';
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

/** After a reading that failed, a listing is left alone for so long. */
const repeatHours = 20;

/** The listings of which some exchange was asked for in this month, and never read successfully. */
export async function listingsToRepeat(db: Database, now: Date): Promise<ListingId[]> {
  const month = now.toISOString().slice(0, 7);
  const rows = await db.$queryRaw<{ listing: ListingId }[]>`
    SELECT listing FROM (
      SELECT listing, max(read_at) AS asked, bool_or(status IN ('done', 'unchanged')) AS succeeded
      FROM listing_runs WHERE month = ${month} GROUP BY listing, mic) r
    WHERE NOT succeeded GROUP BY listing
    HAVING max(asked) <= ${now}::timestamptz - make_interval(hours => ${repeatHours}::int) ORDER BY listing`;
  return rows.map(({ listing }) => listing);
}

/** What an exchange lists is known for so many days after a successful reading. */
const staleDays = 35;

/** The exchanges of which a listing was read, but not for so long that nobody knows what it lists. */
export async function staleExchanges(db: Database, now: Date): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRaw<{ mic: string }[]>`
    SELECT mic FROM (
      SELECT mic, max(day) AS day FROM listing_runs WHERE status IN ('done', 'unchanged') GROUP BY mic, listing) r
    GROUP BY mic HAVING min(day) < (${now}::timestamptz AT TIME ZONE 'UTC')::date - ${staleDays}::int`;
  return new Set(rows.map(({ mic }) => mic));
}

/** How many instruments of an exchange are of a kind and status. */
export interface UniverseCount {
  readonly mic: string;
  readonly kind: string;
  readonly status: InstrumentStatus;
  readonly count: number;
}

/** Instruments by exchange, kind and status: under the symbol that each has, or had last. */
export function countUniverse(db: Database, { exchange, kind }: UniverseFilter): Promise<UniverseCount[]> {
  return db.$queryRaw<UniverseCount[]>`
    SELECT c.mic, i.kind, i.status, count(*)::int AS count FROM (
      SELECT DISTINCT ON (instrument_id) instrument_id, mic FROM symbols
      ORDER BY instrument_id, valid_to DESC NULLS FIRST, valid_from DESC) c
      JOIN instruments i ON i.id = c.instrument_id
    WHERE (${exchange}::text IS NULL OR c.mic = ${exchange}) AND (${kind}::text IS NULL OR i.kind = ${kind})
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
}

/** The last reading of the listing of an exchange, and the last that was successful. */
export interface LastListingRun {
  readonly listing: string;
  readonly mic: string;
  readonly status: ListingStatus;
  readonly rows: number;
  readonly readAt: Date;
  readonly refused: string | null;
  /** The day of the last successful reading, and how many it named. */
  readonly successOn: Day | null;
  readonly listed: number | null;
}

/** How the listing of each exchange was read last. */
export function lastListingRuns(db: Database): Promise<LastListingRun[]> {
  return db.$queryRaw<LastListingRun[]>`
    SELECT DISTINCT ON (r.mic, r.listing) r.listing, r.mic, r.status, r.rows, r.read_at AS "readAt", r.refused,
      s.day::text AS "successOn", s.rows AS listed
    FROM listing_runs r LEFT JOIN LATERAL (
      SELECT day, rows FROM listing_runs o
      WHERE o.listing = r.listing AND o.mic = r.mic AND o.status IN ('done', 'unchanged') ORDER BY o.id DESC LIMIT 1
    ) s ON true
    ORDER BY r.mic, r.listing, r.id DESC`;
}

/** What a listing says of an instrument. */
export interface ListingOfInstrument {
  readonly listing: string;
  readonly mic: string;
  readonly symbol: string;
  readonly exchangeSymbol: string;
  readonly name: string;
  readonly kind: string;
  readonly currency: string | null;
  readonly isin: string | null;
  readonly cik: string | null;
  readonly statusFlags: string[];
  readonly firstSeen: Day;
  readonly lastSeen: Day;
  readonly missingSince: Day | null;
}

/** What happened to an instrument. */
export interface InstrumentHistory {
  readonly id: string;
  readonly day: Day;
  readonly at: Date;
  readonly what: InstrumentEventKind;
  readonly listing: string | null;
  readonly mic: string | null;
  readonly symbol: string | null;
  readonly detail: Record<string, unknown>;
  readonly confirmedBy: string | null;
  readonly resolution: 'confirmed' | 'refuted' | null;
}

/** Everything that is known of how an instrument is listed. */
export interface InstrumentLife {
  readonly kind: string;
  readonly status: InstrumentStatus;
  readonly isin: string | null;
  readonly currency: string | null;
  readonly delistedOn: Day | null;
  readonly listings: ListingOfInstrument[];
  readonly events: InstrumentHistory[];
}

const eventsShown = 200;
const event = Prisma.sql`e.id::text AS id, e.day::text AS day, e.at, e.what, e.listing, e.mic, e.symbol, e.detail,
  e.confirmed_by AS "confirmedBy", e.resolution`;

/** Which listings name an instrument, and what became of it: the latest first. */
export async function lifeOf(db: Database, instrumentId: bigint): Promise<InstrumentLife | null> {
  const [[instrument], listings, events] = await Promise.all([
    db.$queryRaw<Omit<InstrumentLife, 'listings' | 'events'>[]>`
      SELECT kind, status, isin, currency, delisted_on::text AS "delistedOn" FROM instruments WHERE id = ${instrumentId}`,
    db.$queryRaw<ListingOfInstrument[]>`
      SELECT l.listing, l.mic, l.symbol, l.exchange_symbol AS "exchangeSymbol", l.name, l.kind, l.currency, l.isin, l.cik,
        l.status_flags AS "statusFlags", l.first_seen::text AS "firstSeen", l.missing_since::text AS "missingSince",
        (CASE WHEN l.missing_since IS NOT NULL THEN l.last_seen WHEN l.listing = ${secListing}
          THEN (i.last_seen AT TIME ZONE 'UTC')::date ELSE greatest(l.last_seen, (
            SELECT max(r.day) FROM listing_runs r
            WHERE r.listing = l.listing AND r.mic = l.mic AND r.status IN ('done', 'unchanged'))) END)::text AS "lastSeen"
      FROM instrument_listings l JOIN instruments i ON i.id = l.instrument_id
      WHERE l.instrument_id = ${instrumentId} ORDER BY l.listing`,
    db.$queryRaw<InstrumentHistory[]>`
      SELECT ${event} FROM instrument_events e WHERE e.instrument_id = ${instrumentId} ORDER BY e.id DESC LIMIT ${eventsShown}`,
  ]);
  return instrument ? { ...instrument, listings, events } : null;
}

/** A transition of an instrument within a month, under the name that it has now. */
export interface MonthlyChange extends InstrumentHistory {
  readonly instrumentId: string;
  readonly name: string;
  readonly kind: string;
}

/** What is new in a month, what went and what changed, in the order in which it was found; proposals as well. */
export function changesOfMonth(
  db: Database,
  month: string,
  { what, page = null }: { what?: string | undefined; page?: { limit: number; offset: number } | null } = {},
): Promise<MonthlyChange[]> {
  return db.$queryRaw<MonthlyChange[]>`
    SELECT ${event}, i.id::text AS "instrumentId", i.name, i.kind
    FROM instrument_events e JOIN instruments i ON i.id = e.instrument_id
    WHERE ${isIn(month)} AND (${what ?? null}::text IS NULL OR e.what = ${what ?? null}::text)
    ORDER BY e.id LIMIT ${page?.limit ?? null}::int OFFSET ${page?.offset ?? 0}`;
}

/** How many changes of each kind there are in a month. */
export async function countChanges(db: Database, month: string): Promise<Record<string, number>> {
  const rows = await db.$queryRaw<{ what: string; count: number }[]>`
    SELECT e.what, count(*)::int AS count FROM instrument_events e WHERE ${isIn(month)} GROUP BY e.what ORDER BY min(e.id)`;
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]));
}

const isIn = (month: string) =>
  Prisma.sql`e.day >= ${`${month}-01`}::date AND e.day < ${`${month}-01`}::date + interval '1 month'`;
