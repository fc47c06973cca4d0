// The instruments that checks speak of, and since when their bars have changed.

import type { Day } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { portfolioInstruments } from '../universe/portfolio-instruments.ts';

/** An instrument that checks may judge: listed, and tracked or with stored prices. */
export interface QualityInstrument {
  readonly instrumentId: bigint;
  readonly symbol: string;
  readonly mic: string | null;
  /** What it is, such as `stock`. */
  readonly kind: string;
  /** It is requested every night. */
  readonly isActive: boolean;
  /** Since when it is on a watchlist; null: it is on none. */
  readonly trackedSince: Date | null;
}

const recentDays = 30;

/** Every instrument that is listed, and tracked, in a portfolio, recently traded by an insider, or has stored prices. */
export function qualityUniverse(sql: Sql, now: Date): Promise<QualityInstrument[]> {
  return sql.$queryRaw<QualityInstrument[]>`
    WITH tracked AS (
      SELECT instrument_id AS id, min(tracked_since) AS since FROM watchlist_items GROUP BY 1
    ), traded AS (
      SELECT DISTINCT instrument_id AS id FROM instrument_ciks WHERE cik IN (
        SELECT f.issuer_cik FROM filings f
        WHERE f.filed_on >= (${now}::timestamptz AT TIME ZONE 'UTC')::date - ${recentDays}::int
          AND EXISTS (SELECT FROM insider_trades t WHERE t.accession = f.accession))
      UNION
      SELECT id FROM (${portfolioInstruments(Prisma.sql`${now}::timestamptz`)}) p)
    SELECT i.id AS "instrumentId", s.symbol, s.mic, i.kind, t.id IS NOT NULL OR r.id IS NOT NULL AS "isActive",
      t.since AS "trackedSince"
    FROM instruments i JOIN symbols s ON s.instrument_id = i.id AND s.valid_to IS NULL
      LEFT JOIN tracked t ON t.id = i.id LEFT JOIN traded r ON r.id = i.id
      LEFT JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = i.id AND c.first_day IS NOT NULL
    WHERE i.status = 'active' AND (t.id IS NOT NULL OR r.id IS NOT NULL OR c.instrument_id IS NOT NULL)
    ORDER BY i.id`;
}

/** From which day on an instrument is to be judged. */
export interface JudgedFrom {
  readonly instrumentId: bigint;
  readonly from: Day;
}

/** The first day of each instrument whose bars, or the actions that explain them, are known otherwise since an instant. */
export function changedBars(sql: Sql, since: Date): Promise<JudgedFrom[]> {
  return sql.$queryRaw<JudgedFrom[]>`
    SELECT instrument_id AS "instrumentId", min(day)::text AS "from" FROM (
      SELECT instrument_id, min(date) AS day FROM daily_prices WHERE known_from > ${since}::timestamptz GROUP BY 1
      UNION ALL
      SELECT instrument_id, min(date) FROM price_revisions WHERE known_to > ${since}::timestamptz GROUP BY 1
      UNION ALL
      SELECT instrument_id, min(date) FROM corporate_actions
      WHERE known_from > ${since}::timestamptz OR known_to > ${since}::timestamptz GROUP BY 1) c
    GROUP BY instrument_id ORDER BY instrument_id`;
}

/** The first day of an open or exempt finding of a check, by instrument: what was found is judged again. */
export function openSince(sql: Sql, checkId: string): Promise<JudgedFrom[]> {
  return sql.$queryRaw<JudgedFrom[]>`
    SELECT instrument_id AS "instrumentId", min(date)::text AS "from" FROM qa_findings
    WHERE check_id = ${checkId} AND (resolved_at IS NULL OR resolved_as = 'exemption') AND instrument_id IS NOT NULL GROUP BY 1 ORDER BY 1`;
}
