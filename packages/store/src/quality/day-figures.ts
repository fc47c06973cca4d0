import type { Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** What happened to instruments and what was found, counted for the summary of a day. */
export interface DayFigures {
  readonly listed: number;
  readonly delisted: number;
  readonly lagging: number;
  readonly missing: number;
  readonly missingTickers: number;
  readonly fetchErrors: number;
  readonly jumps: number;
}

/**
 * The figures of a day: of the 30 days before it, of the 24 hours before `now`, and of the 7 days before it. Listings and
 * delistings are those of instruments that are tracked or have stored prices, as the shares of all figures are.
 */
export async function dayFigures(sql: Sql, { today, now }: { today: Day; now: Date }): Promise<DayFigures> {
  const [row] = await sql.$queryRaw<DayFigures[]>`
    WITH kept AS (
      SELECT instrument_id FROM watchlist_items
      UNION SELECT instrument_id FROM coverage WHERE dataset = 'daily-prices' AND first_day IS NOT NULL
    ), changed AS (
      SELECT what, count(DISTINCT instrument_id)::int AS instruments
      FROM instrument_events JOIN kept USING (instrument_id)
      WHERE what IN ('listed', 'delisted') AND day > ${today}::date - 30 AND day <= ${today}::date
      GROUP BY what)
    SELECT
      coalesce((SELECT instruments FROM changed WHERE what = 'listed'), 0) AS listed,
      coalesce((SELECT instruments FROM changed WHERE what = 'delisted'), 0) AS delisted,
      (SELECT count(*)::int FROM qa_findings WHERE check_id = 'lag_check' AND resolved_at IS NULL) AS lagging,
      (SELECT count(*)::int FROM qa_findings
        WHERE check_id = 'missing_dates' AND resolved_at IS NULL AND severity <> 'info') AS missing,
      (SELECT count(DISTINCT subject)::int FROM qa_findings
        WHERE check_id = 'missing_dates' AND resolved_at IS NULL AND severity <> 'info') AS "missingTickers",
      (SELECT count(DISTINCT (t.dataset, t.target))::int FROM run_targets t
        WHERE t.state IN ('failed', 'gone') AND t.finished_at > ${now}::timestamptz - interval '24 hours'
          AND t.finished_at <= ${now}::timestamptz) AS "fetchErrors",
      (SELECT count(*)::int FROM qa_findings
        WHERE check_id = 'price_jump' AND date > ${today}::date - 7 AND coalesce(resolved_as, '') NOT IN ('check', 'exemption')) AS jumps`;
  if (!row) throw new Error('the figures of a day have no row');
  return row;
}
