// The facts that the planner of prices needs: coverage, gaps and last bars.

import type { DatasetId, Day, Ticker } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { portfolioInstruments } from '../universe/portfolio-instruments.ts';
import type { DayRange } from './stored-series.ts';

/** The facts that the planner needs about an instrument before it spends a request on its prices. */
export interface PriceFacts {
  readonly instrumentId: bigint;
  readonly symbol: Ticker;
  readonly mic: string | null;
  /** The last day with a final bar, or known to have none, before those that may yet come. */
  readonly lastCovered: Day | null;
  readonly firstProvisional: Day | null;
  readonly lastProvisional: Day | null;
  /** The last stored bar, final or provisional; without a close it proves nothing. */
  readonly lastBar: { readonly date: Day; readonly close: string } | null;
  /** Days that a fallback covers, and that the preferred source has not reported as absent. */
  readonly stopgap: readonly DayRange[];
  /** The first of those that whole days of its market have not brought. */
  readonly otherStopgapFrom: Day | null;
  readonly mistrustedAt: Date | null;
  readonly auditedAt: Date | null;
  readonly firstStored: Day | null;
  readonly lastSplit: Day | null;
  readonly lastAction: Day | null;
  readonly currency: string | null;
  /** Whose series it is; null while only fallbacks have answered. */
  readonly provider: string | null;
}

/** Final bars, and what is known to be absent since the first of them. */
const known = Prisma.sql`c.covered + (c.absent * datemultirange(daterange(lower(c.covered), NULL)))`;

/** The prices that are stored of instruments with a current symbol, in a few facts each. */
export function priceFacts(sql: Sql, instrumentIds: readonly bigint[]): Promise<PriceFacts[]> {
  return sql.$queryRaw<PriceFacts[]>`
    SELECT i.id AS "instrumentId", s.symbol, s.mic, (least(upper(${known}), CASE WHEN NOT isempty(c.covered) THEN lower(c.late) END) - 1)::text AS "lastCovered",
      lower(c.provisional)::text AS "firstProvisional",
      (least(upper(c.provisional), CASE WHEN NOT isempty(c.provisional) THEN lower(c.late) END) - 1)::text AS "lastProvisional",
      (SELECT jsonb_build_object('date', date, 'close', close::text) FROM daily_prices p
        WHERE p.instrument_id = i.id AND close IS NOT NULL
          AND p.date = greatest(upper(c.covered) - 1, upper(c.provisional) - 1)) AS "lastBar",
      ${ranges(Prisma.sql`c.stopgap - c.denied`)} AS stopgap, lower(c.stopgap - c.denied - c.market_days)::text AS "otherStopgapFrom", c.mistrusted_at AS "mistrustedAt", c.audited_at AS "auditedAt",
      c.first_day::text AS "firstStored", c.currency, c.provider,
      (SELECT max(date) FROM corporate_actions WHERE instrument_id = i.id AND type = 'split' AND known_to IS NULL)::text AS "lastSplit",
      (SELECT max(date) FROM corporate_actions WHERE instrument_id = i.id AND known_to IS NULL)::text AS "lastAction"
    FROM unnest(${[...instrumentIds]}::bigint[]) AS i(id) JOIN symbols s ON s.instrument_id = i.id AND s.valid_to IS NULL
      LEFT JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = i.id
    ORDER BY i.id`;
}

/** The days of a multirange, the latest first. */
const ranges = (multirange: Prisma.Sql): Prisma.Sql => Prisma.sql`coalesce((
  SELECT jsonb_agg(jsonb_build_object('from', lower(r), 'before', upper(r)) ORDER BY r DESC) FROM unnest(${multirange}) AS r), '[]')`;

/** What of a stretch is neither stored nor known to be absent. */
export interface CoverageGap {
  readonly instrumentId: bigint;
  readonly symbol: Ticker;
  readonly mic: string | null;
  readonly currency: string | null;
  /** The first and the last day that are stored; null where nothing is. */
  readonly firstStored: Day | null;
  readonly lastStored: Day | null;
  /** The last day within or behind its series that is known to have no bar. */
  readonly lastAbsent: Day | null;
  /** The latest first. They may hold days on which the exchange was closed, and nothing else. */
  readonly gaps: readonly DayRange[];
}

const storedDays = Prisma.sql`c.currency, c.first_day::text AS "firstStored",
  CASE WHEN c.first_day IS NOT NULL THEN (greatest(upper(c.covered), upper(c.provisional)) - 1)::text END AS "lastStored",
  (SELECT (upper(r) - 1)::text FROM unnest(c.absent) AS r WHERE NOT lower_inf(r) ORDER BY r DESC LIMIT 1) AS "lastAbsent"`;

/** The selection of gaps. */
export interface GapSearch {
  readonly dataset: DatasetId;
  /** Days that are wanted, both included. */
  readonly wanted: { readonly from: Day; readonly to: Day };
  /** All that are listed if left out. */
  readonly instrumentIds?: readonly bigint[];
  /** The last instrument of the page before. */
  readonly after?: bigint;
  readonly limit: number;
}

/**
 * A page of instruments with gaps, by their ids. Fewer than `limit` means that it is the last; what follows begins after
 * the last instrument of this one.
 */
export function coverageGaps(
  sql: Sql,
  { dataset, wanted, instrumentIds, after = 0n, limit }: GapSearch,
): Promise<CoverageGap[]> {
  const which = instrumentIds
    ? Prisma.sql`i.id = ANY(${[...instrumentIds]}::bigint[])`
    : Prisma.sql`i.status = 'active'`;
  return sql.$queryRaw<CoverageGap[]>`
    SELECT g.id AS "instrumentId", g.symbol, g.mic, g.currency, g."firstStored", g."lastStored", g."lastAbsent",
      ${ranges(Prisma.sql`g.missing`)} AS gaps
    FROM (
      SELECT i.id, s.symbol, s.mic, ${storedDays}, datemultirange(daterange(${wanted.from}::date, ${wanted.to}::date, '[]'))
        - coalesce(c.covered, '{}') - coalesce(c.absent, '{}') AS missing
      FROM instruments i JOIN symbols s ON s.instrument_id = i.id AND s.valid_to IS NULL
        LEFT JOIN coverage c ON c.dataset = ${dataset} AND c.instrument_id = i.id
      WHERE ${which} AND i.id > ${after}) g
    WHERE NOT isempty(g.missing) ORDER BY g.id LIMIT ${limit}`;
}

/** Days of an instrument that are wanted, both included. */
export interface WantedDays {
  readonly instrumentId: bigint;
  readonly from: Day;
  readonly to: Day;
}

/** The gaps of instruments, each within days of its own. One that has none is listed without any. */
export async function gapsWithin(sql: Sql, dataset: DatasetId, wanted: readonly WantedDays[]): Promise<CoverageGap[]> {
  if (wanted.length === 0) return [];
  const rows = wanted.map((each) => ({ ...each, instrumentId: String(each.instrumentId) }));
  const missing = Prisma.sql`datemultirange(daterange(w."from", w."to", '[]')) - coalesce(c.covered, '{}') - coalesce(c.absent, '{}')`;
  return sql.$queryRaw<CoverageGap[]>`
    SELECT w."instrumentId", s.symbol, s.mic, ${storedDays}, ${ranges(missing)} AS gaps
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS w("instrumentId" bigint, "from" date, "to" date)
      JOIN symbols s ON s.instrument_id = w."instrumentId" AND s.valid_to IS NULL
      LEFT JOIN coverage c ON c.dataset = ${dataset} AND c.instrument_id = w."instrumentId"
    ORDER BY w."instrumentId"`;
}

/** An instrument that is collected every night. */
export interface ActiveInstrument {
  readonly instrumentId: bigint;
  readonly symbol: Ticker;
  readonly mic: string | null;
  readonly isTracked: boolean;
}

const recentDays = 30;

/**
 * What is on a watchlist or in a portfolio, and whatever has a stored insider trade filed within 30 days; each instrument once.
 */
export function activeInstruments(sql: Sql, now: Date): Promise<ActiveInstrument[]> {
  return sql.$queryRaw<ActiveInstrument[]>`
    SELECT a.id AS "instrumentId", s.symbol, s.mic, bool_or(a.tracked) AS "isTracked"
    FROM (
      SELECT instrument_id AS id, true AS tracked FROM watchlist_items
      UNION ALL
      SELECT instrument_id, false FROM instrument_ciks WHERE cik IN (
        SELECT f.issuer_cik FROM filings f WHERE f.filed_on >= (${now}::timestamptz AT TIME ZONE 'UTC')::date - ${recentDays}::int
          AND EXISTS (SELECT FROM insider_trades t WHERE t.accession = f.accession))
      UNION ALL
      SELECT id, false FROM (${portfolioInstruments(Prisma.sql`${now}::timestamptz`)}) p
    ) a JOIN symbols s ON s.instrument_id = a.id AND s.valid_to IS NULL
    GROUP BY a.id, s.symbol, s.mic ORDER BY a.id`;
}

/** What a dataset has of an instrument. */
export interface CoverageOf {
  readonly covered: readonly DayRange[];
  readonly absent: readonly Partial<DayRange>[];
  readonly stopgap: readonly DayRange[];
  readonly provisional: readonly DayRange[];
  readonly provider: string | null;
  readonly currency: string | null;
  readonly mistrustedAt: Date | null;
  readonly auditedAt: Date | null;
  readonly writtenAt: Date;
}

/** The coverage of an instrument, ranges with the latest first; null if nothing of it was ever stored. */
export async function coverageOf(sql: Sql, dataset: DatasetId, instrumentId: bigint): Promise<CoverageOf | null> {
  const [row] = await sql.$queryRaw<CoverageOf[]>`
    SELECT ${ranges(Prisma.sql`c.covered`)} AS covered, ${ranges(Prisma.sql`c.absent`)} AS absent, ${ranges(Prisma.sql`c.stopgap`)} AS stopgap,
      ${ranges(Prisma.sql`c.provisional`)} AS provisional, c.provider, c.currency, c.mistrusted_at AS "mistrustedAt",
      c.audited_at AS "auditedAt", c.written_at AS "writtenAt"
    FROM coverage c WHERE c.dataset = ${dataset} AND c.instrument_id = ${instrumentId}`;
  return row ?? null;
}

/** Of how many instruments daily prices are stored, and of which days. */
export async function storedPrices(sql: Sql): Promise<{ instruments: number; first: Day | null; latest: Day | null }> {
  const [row] = await sql.$queryRaw<{ instruments: number; first: Day | null; latest: Day | null }[]>`
    SELECT count(*)::int AS instruments, min(first_day)::text AS first, (max(upper(covered)) - 1)::text AS latest
    FROM coverage WHERE dataset = 'daily-prices' AND first_day IS NOT NULL`;
  return row ?? { instruments: 0, first: null, latest: null };
}
