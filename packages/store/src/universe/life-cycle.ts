// The life of instruments after they were listed: delisted, archived, and asked for again.

import type { DatasetId, Day } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { tickerOf } from './find-tickers.ts';
import { secListing } from './listing-lines.ts';

/** An archived instrument has not been listed for so long. */
const monthsUntilArchived = 24;
/** Two readings are of different months and at least so many days apart: one hour's fault is not seen twice. */
const daysApart = 7;
/** A price source must have said on so many days that it no longer knows a missing instrument. */
const goneDays = 3;

/**
 * What a listing names no more: since which day, and what else shows that it is gone. Of several listings the one that named
 * it last decides: it may have left another for that long before.
 */
const missing = (where: Prisma.Sql, evidence: Prisma.Sql) => Prisma.sql`
  SELECT l.instrument_id AS id, l.listing, l.mic, l.symbol, l.missing_since AS since, l.last_seen AS seen,
    ${evidence} AS evidence
  FROM instrument_listings l JOIN instruments i ON i.id = l.instrument_id
  WHERE i.status = 'active' AND l.missing_since IS NOT NULL AND l.listing <> ${secListing} AND NOT EXISTS (
    SELECT FROM instrument_listings o WHERE o.instrument_id = l.instrument_id AND o.listing NOT IN (l.listing, ${secListing})
      AND (o.missing_since IS NULL OR (o.missing_since, o.listing) > (l.missing_since, l.listing))) AND ${where}`;

/** Delists what these rows say is gone: its symbol ends on the first day without it. Its data stays. */
const delist = (gone: Prisma.Sql, day: Day) => Prisma.sql`
  WITH gone AS (${gone}), symbol AS (
    UPDATE symbols s SET valid_to = greatest(s.valid_from, gone.since) FROM gone
    WHERE s.instrument_id = gone.id AND s.valid_to IS NULL
  ), instrument AS (
    UPDATE instruments i SET status = 'delisted', delisted_on = gone.since,
      last_seen = least(i.last_seen, gone.seen::timestamp AT TIME ZONE 'UTC') FROM gone WHERE i.id = gone.id
    RETURNING i.id
  ), event AS (
    INSERT INTO instrument_events (instrument_id, day, what, listing, mic, symbol, detail)
    SELECT id, ${day}::date, 'delisted', listing, mic, symbol,
      jsonb_build_object('last_seen', seen, 'missing_since', since) || evidence FROM gone ORDER BY id
  )
  SELECT mic, count(*)::int AS count FROM gone JOIN instrument USING (id) GROUP BY mic`;

/**
 * Delists what has been missing from a listing since an earlier month, of these exchanges: two successive successful
 * readings did not name it. Returns how many, by exchange.
 */
export async function delistMissing(
  tx: Sql,
  { listing, day, mics }: { listing: string; day: Day; mics: readonly string[] },
): Promise<ReadonlyMap<string, number>> {
  const again = Prisma.sql`l.listing = ${listing} AND l.mic = ANY(${[...mics]}::text[])
    AND l.missing_since < date_trunc('month', ${day}::date) AND l.missing_since <= ${day}::date - ${daysApart}::int`;
  const rows = await tx.$queryRaw<{ mic: string; count: number }[]>`
    ${delist(missing(again, Prisma.sql`jsonb_build_object('missing_again', ${day}::date)`), day)}`;
  return new Map(rows.map(({ mic, count }) => [mic, count]));
}

/** The days after an instrument was seen last on which a price source said that it no longer knows it. */
const daysGone = Prisma.sql`(
  SELECT array_agg(DISTINCT (t.finished_at AT TIME ZONE 'UTC')::date ORDER BY (t.finished_at AT TIME ZONE 'UTC')::date)
  FROM run_targets t WHERE t.target_kind = 'instrument' AND t.target = l.instrument_id::text AND t.state = 'gone'
    AND t.finished_at >= l.last_seen)`;

/** Delists what one reading did not name while a price source has said on three days that it is gone. Returns how many. */
export async function delistGone(tx: Sql, day: Day): Promise<number> {
  const isGone = Prisma.sql`cardinality(${daysGone}) >= ${goneDays}`;
  const rows = await tx.$queryRaw<{ mic: string; count: number }[]>`
    ${delist(missing(isGone, Prisma.sql`jsonb_build_object('price_source_gone', ${daysGone})`), day)}`;
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** A reading of listings is looked back at for so long: its tickers have been requested since, or are none any more. */
const newDays = 40;

/**
 * Of these instruments the tickers of those that a listing has named for the first time, again or under another symbol since
 * this dataset was requested of them last.
 */
export async function newlyListed(
  sql: Sql,
  { dataset, instrumentIds }: { dataset: DatasetId; instrumentIds: readonly bigint[] },
  now: Date,
): Promise<string[]> {
  const rows = await sql.$queryRaw<{ ticker: string }[]>`
    SELECT ${tickerOf(Prisma.sql`s`)} AS ticker
    FROM unnest(${[...instrumentIds]}::bigint[]) AS a(id) JOIN symbols s ON s.instrument_id = a.id AND s.valid_to IS NULL
    WHERE (
      SELECT max(e.at) FROM instrument_events e
      WHERE e.instrument_id = a.id AND e.what IN ('listed', 'relisted', 'renamed', 'moved', 'revived')
        -- What the SEC's list names first is tracked or nothing to us.
        AND NOT (e.what = 'listed' AND e.listing = ${secListing}) AND e.at > ${now}::timestamptz - make_interval(days => ${newDays}::int)
    ) > coalesce((
      -- One that is open will be requested under the symbol of then.
      SELECT max(coalesce(t.finished_at, 'infinity')) FROM run_targets t
      WHERE t.dataset = ${dataset} AND t.target = a.id::text AND t.state <> 'skipped'), '-infinity')
    ORDER BY 1`;
  return rows.map(({ ticker }) => ticker);
}

/** Archives what has been delisted for 24 months. Returns how many. */
export function archiveDelisted(tx: Sql, day: Day): Promise<number> {
  return tx.$executeRaw`
    WITH old AS (
      UPDATE instruments SET status = 'archived'
      WHERE status = 'delisted' AND delisted_on <= ${day}::date - make_interval(months => ${monthsUntilArchived}::int)
      RETURNING id, delisted_on
    )
    INSERT INTO instrument_events (instrument_id, day, what, detail)
    SELECT id, ${day}::date, 'archived', jsonb_build_object('delisted_on', delisted_on) FROM old ORDER BY id`;
}

/** Revives the dead letters of instruments that a listing shows: their symbols are asked for again. */
export const reviveListed = (
  tx: Sql,
  { listing, day, mics }: { listing: string; day: Day; mics: readonly string[] },
): Promise<number> =>
  reviveLetters(
    tx,
    Prisma.sql`l.listing = ${listing} AND l.mic = ANY(${[...mics]}::text[]) AND l.missing_since IS NULL`,
    day,
  );

/** Revives the dead letters of the instruments of these lines of listings `l`, each with its event. */
export function reviveLetters(tx: Sql, isShown: Prisma.Sql, day: Day): Promise<number> {
  return tx.$executeRaw`
    WITH revived AS (
      UPDATE dead_letters d SET revived_at = clock_timestamp() FROM (
        SELECT DISTINCT ON (instrument_id) * FROM instrument_listings l WHERE ${isShown} ORDER BY instrument_id, listing) l
      WHERE d.revived_at IS NULL AND d.target_kind = 'instrument' AND d.target = l.instrument_id::text
      RETURNING l.instrument_id, l.listing, l.mic, l.symbol, d.dataset, d.error_code, d.failed_on
    )
    INSERT INTO instrument_events (instrument_id, day, what, listing, mic, symbol, detail)
    SELECT instrument_id, ${day}::date, 'revived', listing, mic, symbol,
      jsonb_build_object('dataset', dataset, 'code', error_code, 'failed_on', failed_on) FROM revived`;
}
