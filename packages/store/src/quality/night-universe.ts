// The instruments that figures are shares of: the universe of a night, and those in it that are requested every night.

import type { Day } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** The night that figures are of. */
export interface FigureNight {
  /** Its day of UTC: windows of days end with it. */
  readonly day: Day;
  /** Its instant: windows of hours end with it. */
  readonly at: Date;
  /** Whether that is the past: then what is tracked and open is judged as of `at`, otherwise as it is. */
  readonly isPast: boolean;
}

/** What happened so many days before is recent. */
export const recentDays = 30;

/** Null for now, else the instant by which something must have begun. */
export const by = ({ at, isPast }: FigureNight) => Prisma.sql`${isPast ? at.toISOString() : null}::timestamptz`;

/** Whether something of an instant began by that night. */
const begunBy = (night: FigureNight, since: Prisma.Sql) =>
  Prisma.sql`(${by(night)} IS NULL AND ${since} IS NOT NULL OR ${since} <= ${by(night)})`;

/** Whether a filing `f` counts as recent that night. */
const isRecent = (night: FigureNight) => Prisma.sql`(f.filed_on >= ${night.day}::date - ${recentDays}::int
  AND (${by(night)} IS NULL OR f.filed_on <= ${night.day}::date))`;

/** Whether a trade `t` of a portfolio `p` makes its instrument active that night: it is recent, or it is held. */
const isRecorded = (
  night: FigureNight,
) => Prisma.sql`((t.instrument_id = ANY(p.held) OR t.traded_on >= ${night.day}::date - ${recentDays}::int)
  AND (${by(night)} IS NULL OR t.traded_on <= ${night.day}::date))`;

/**
 * The instruments of the universe of some nights as `u(id, is_in, is_active)`, each with a truth for every night: listed,
 * and tracked, recently traded by an insider, in a portfolio, or stored. The filings of those that were tracked in all nights are not read.
 */
export const universe = (nights: readonly FigureNight[]) => Prisma.sql`(
  WITH tracked AS (
    SELECT instrument_id AS id, min(tracked_since) AS since FROM watchlist_items GROUP BY 1
  ), traded AS (
    SELECT k.instrument_id AS id, ARRAY[${Prisma.join(nights.map((night) => Prisma.sql`bool_or(${isRecent(night)})`))}] AS nights
    FROM instrument_ciks k JOIN filings f ON f.issuer_cik = k.cik
    WHERE (${Prisma.join(
      nights.map((night) => isRecent(night)),
      ' OR ',
    )})
      AND f.filed_on >= least(${Prisma.join(nights.map(({ day }) => Prisma.sql`${day}::date`))}) - ${recentDays}::int
      AND NOT EXISTS (SELECT FROM watchlist_items w WHERE w.instrument_id = k.instrument_id
        AND ${Prisma.join(
          nights.map((night) => begunBy(night, Prisma.sql`w.tracked_since`)),
          ' AND ',
        )})
      AND EXISTS (SELECT FROM insider_trades t WHERE t.accession = f.accession)
    GROUP BY 1
  ), recorded AS (
    SELECT t.instrument_id AS id, ARRAY[${Prisma.join(nights.map((night) => Prisma.sql`bool_or(${isRecorded(night)})`))}] AS nights
    FROM portfolio_trades t JOIN portfolios p ON p.id = t.portfolio_id WHERE t.instrument_id IS NOT NULL GROUP BY 1
  ), instrument AS (
    SELECT i.id, i.delisted_on, w.since, r.nights, p.nights AS recorded, c.instrument_id IS NOT NULL AS is_stored, i.status = 'active'
      AND EXISTS (SELECT FROM symbols s WHERE s.instrument_id = i.id AND s.valid_to IS NULL) AS is_listed
    FROM instruments i LEFT JOIN tracked w ON w.id = i.id LEFT JOIN traded r ON r.id = i.id
      LEFT JOIN recorded p ON p.id = i.id
      LEFT JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = i.id AND c.first_day IS NOT NULL
    WHERE w.id IS NOT NULL OR r.id IS NOT NULL OR p.id IS NOT NULL OR c.instrument_id IS NOT NULL OFFSET 0
  ), judged AS (
    SELECT id, is_stored, ARRAY[${Prisma.join(
      nights.map(
        (night) =>
          Prisma.sql`is_listed OR ${by(night)} IS NOT NULL AND coalesce(delisted_on > ${night.day}::date, false)`,
      ),
    )}] AS is_listed, ARRAY[${Prisma.join(
      nights.map(
        (night, index) =>
          Prisma.sql`coalesce(${begunBy(night, Prisma.sql`since`)}, false) OR coalesce(nights[${index + 1}::int], false)
            OR coalesce(recorded[${index + 1}::int], false)`,
      ),
    )}] AS is_active
    FROM instrument)
  SELECT id, ARRAY[${Prisma.join(
    nights.map((_, index) => {
      const nth = Prisma.sql`${index + 1}::int`;
      return Prisma.sql`is_listed[${nth}] AND (is_stored OR is_active[${nth}])`;
    }),
  )}] AS is_in, is_active FROM judged) u`;

/** How many instruments of a night there are. */
export interface UniverseCounts {
  readonly universe: number;
  readonly active: number;
}

/** How many instruments are in the universe of each night, and how many of them are requested every night. */
export async function countUniverse(sql: Sql, nights: readonly FigureNight[]): Promise<UniverseCounts[]> {
  const nth = (index: number) => Prisma.sql`${index + 1}::int`;
  const isIn = (index: number) => Prisma.sql`u.is_in[${nth(index)}]`;
  const isActive = (index: number) => Prisma.sql`u.is_active[${nth(index)}]`;
  const [row] = await sql.$queryRaw<{ universe: number[]; active: number[] }[]>`
    SELECT ARRAY[${Prisma.join(nights.map((_, index) => Prisma.sql`count(*) FILTER (WHERE ${isIn(index)})::int`))}] AS universe,
      ARRAY[${Prisma.join(nights.map((_, index) => Prisma.sql`count(*) FILTER (WHERE ${isIn(index)} AND ${isActive(index)})::int`))}] AS active
    FROM ${universe(nights)}`;
  return nights.map((_, index) => ({ universe: row?.universe[index] ?? 0, active: row?.active[index] ?? 0 }));
}
