// The watermark of the daily index and the time that feed polls cover.

import {
  type DailyIndex,
  type Day,
  type FeedPoll,
  filingDaysAfter,
  type MarketReading,
  type SourceId,
} from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

// Whose market it is: both lists are EDGAR's.
const source: SourceId = 'sec-edgar';

/** How far the market is read. */
export async function marketReading(db: Sql): Promise<MarketReading> {
  const [row] = await db.$queryRaw<{ watermark: Day | null; from: Date | null; to: Date | null }[]>`
    SELECT watermark::text AS watermark, feed_from AS "from", feed_to AS "to" FROM market_readings WHERE source = ${source}`;
  const { watermark = null, from = null, to = null } = row ?? {};
  return { watermark, feed: from && to && { from, to } };
}

/** The filing days after one whose index is read already, or will never be there. */
export async function indexesReadAfter(db: Sql, day: Day): Promise<Set<Day>> {
  const rows = await db.$queryRaw<{ day: Day }[]>`SELECT day::text AS day FROM index_days WHERE day > ${day}::date`;
  return new Set(rows.map((row) => row.day));
}

/** The filing days after one whose index was read whole. */
export async function wholeDaysAfter(db: Sql, day: Day): Promise<Set<Day>> {
  const rows = await db.$queryRaw<{ day: Day }[]>`
    SELECT day::text AS day FROM index_days WHERE day > ${day}::date AND closed_by IS NULL`;
  return new Set(rows.map((row) => row.day));
}

/** The days whose index a run requests at this moment, that began after an instant. */
export async function indexesBeingRead(db: Sql, since: Date): Promise<Set<Day>> {
  const rows = await db.$queryRaw<{ day: Day }[]>`
    SELECT t.target AS day FROM run_targets t JOIN runs r ON r.id = t.run_id
    WHERE t.dataset = 'ownership-index' AND t.state = 'open' AND r.created_at > ${since}`;
  return new Set(rows.map(({ day }) => day));
}

/**
 * Writes down what one file of a day's index names and touches tracked companies, and the reports of all that are listed; with the last file the day is read, and
 * the watermark moves over all days that are read without a gap.
 */
export async function storeIndex(
  tx: Sql,
  { day, after, isLast, isClosed, filings, reports = [] }: DailyIndex,
): Promise<void> {
  // Days that are read at once wait for one another here: else neither would see the other's, and the watermark stay.
  await tx.$executeRaw`
    INSERT INTO market_readings (source, watermark) VALUES (${source}, ${after}::date)
    ON CONFLICT (source) DO UPDATE SET watermark = coalesce(market_readings.watermark, excluded.watermark)`;
  await tx.$executeRaw`
    INSERT INTO index_entries (day, accession, form, ciks)
    SELECT ${day}::date, accession, form, array_agg(DISTINCT party.cik ORDER BY party.cik)
    FROM jsonb_to_recordset(${JSON.stringify(filings)}::jsonb) AS f(accession text, form text, ciks text[]), unnest(ciks) AS party(cik)
    WHERE EXISTS (${isTracked})
    GROUP BY accession, form
    ON CONFLICT (day, accession) DO UPDATE SET ciks = ARRAY(SELECT DISTINCT unnest(index_entries.ciks || excluded.ciks) ORDER BY 1)`;
  await tx.$executeRaw`
    INSERT INTO index_reports (cik, accession, form, filed_on, day)
    SELECT DISTINCT party.cik, accession, form, "filedOn", ${day}::date
    FROM jsonb_to_recordset(${JSON.stringify(reports)}::jsonb) AS r(accession text, form text, "filedOn" date, ciks text[]), unnest(ciks) AS party(cik)
    WHERE EXISTS (SELECT FROM instrument_ciks i WHERE i.cik = party.cik)
    ON CONFLICT DO NOTHING`;
  if (!isLast) return;
  if (isClosed) await passDay(tx, day, 'directory');
  else {
    // One that was passed, and is there after all, was read.
    await tx.$executeRaw`
      INSERT INTO index_days AS d (day) VALUES (${day}::date)
      ON CONFLICT (day) DO UPDATE SET closed_by = NULL, read_at = now() WHERE d.closed_by IS NOT NULL`;
  }
  await moveWatermark(tx);
}

/** Passes a day that has no index because EDGAR was closed. False where it is read or passed already. */
export async function passIndexDay(tx: Sql, day: Day, by: string): Promise<boolean> {
  await tx.$executeRaw`SELECT FROM market_readings WHERE source = ${source} FOR UPDATE`;
  const isNew = await passDay(tx, day, by);
  if (isNew) await moveWatermark(tx);
  return isNew;
}

async function passDay(tx: Sql, day: Day, by: string): Promise<boolean> {
  const passed = await tx.$executeRaw`
    WITH passed AS (
      INSERT INTO index_days (day, closed_by) VALUES (${day}::date, ${by}) ON CONFLICT DO NOTHING RETURNING day, closed_by)
    INSERT INTO events (type, data)
    SELECT 'index.closed', jsonb_build_object('dataset', 'ownership-index', 'source', ${source}::text, 'day', day::text, 'by', closed_by)
    FROM passed`;
  return passed > 0;
}

async function moveWatermark(tx: Sql): Promise<void> {
  const { watermark } = await marketReading(tx);
  if (watermark === null) return;
  const read = await indexesReadAfter(tx, watermark);
  const latest = [...read].sort().at(-1) ?? watermark;
  const days = filingDaysAfter(watermark, latest);
  const gap = days.findIndex((each) => !read.has(each));
  const reached = (gap === -1 ? days : days.slice(0, gap)).at(-1);
  if (reached) await tx.$executeRaw`UPDATE market_readings SET watermark = ${reached}::date WHERE source = ${source}`;
}

/**
 * Records how far a poll of the feed reached back: it extends the time covered by the polls before, or begins it anew.
 */
export async function storeFeedPoll(tx: Sql, { at, reachedTo }: FeedPoll): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO market_readings AS m (source, feed_from, feed_to) VALUES (${source}, ${reachedTo}::text::timestamptz, ${at}::text::timestamptz)
    ON CONFLICT (source) DO UPDATE SET
      feed_from = CASE WHEN m.feed_to >= excluded.feed_from AND m.feed_from < excluded.feed_from THEN m.feed_from ELSE excluded.feed_from END,
      feed_to = excluded.feed_to
    WHERE m.feed_to IS NULL OR m.feed_to < excluded.feed_to`;
}

/** Which of these CIKs are those of tracked companies. */
export async function trackedAmong(tx: Sql, ciks: readonly string[]): Promise<Set<string>> {
  if (ciks.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ cik: string }[]>`
    SELECT party.cik FROM unnest(${[...new Set(ciks)]}::text[]) AS party(cik) WHERE EXISTS (${isTracked})`;
  return new Set(rows.map(({ cik }) => cik));
}

/** The items of watchlists by which the company `party` is tracked now. */
const isTracked = Prisma.sql`
  SELECT FROM instrument_ciks i JOIN watchlist_items w USING (instrument_id) WHERE i.cik = party.cik`;
