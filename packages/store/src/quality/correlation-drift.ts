import type { Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import { type JudgedInstrument, judged, type Violation } from './scope.ts';

/** The days of a correlation. */
const days = 20;
/** A change of a member of the benchmark counts as at most this, so that one of them does not move it. */
const maxChange = 0.2;

/**
 * Instruments whose correlation of twenty days with the benchmark moved by more than `moved` in one day. The benchmark is
 * the mean change of all that are judged on the same exchange; one of fewer than `members` is none, and nobody is judged.
 */
export function correlationDrifts(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { moved, members, readFrom }: { moved: number; members: number; readFrom: Day },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    WITH changes AS MATERIALIZED (
      SELECT j.id, j.mic, j."from", p.date, p.close::float8 / nullif(lag(p.close::float8) OVER w, 0) - 1 AS change
      FROM ${judged(instruments)} JOIN daily_prices p ON p.instrument_id = j.id AND p.date >= ${readFrom}::date
      WHERE p.close > 0 WINDOW w AS (PARTITION BY j.id ORDER BY p.date)
    ), benchmark AS MATERIALIZED (
      SELECT mic, date, avg(greatest(-${maxChange}::float8, least(${maxChange}::float8, change))) AS change
      FROM changes WHERE change IS NOT NULL GROUP BY 1, 2 HAVING count(*) >= ${members}::int
    ), correlated AS (
      SELECT c.id, c.mic, c."from", c.date, corr(c.change, b.change) OVER w AS correlation, count(*) OVER w AS days
      FROM changes c JOIN benchmark b ON b.mic = c.mic AND b.date = c.date WHERE c.change IS NOT NULL
      WINDOW w AS (PARTITION BY c.id ORDER BY c.date ROWS BETWEEN ${days - 1}::int PRECEDING AND CURRENT ROW)
    ), moves AS (
      SELECT *, lag(correlation) OVER w AS previous, lag(days) OVER w AS previous_days
      FROM correlated WINDOW w AS (PARTITION BY id ORDER BY date))
    SELECT id AS "instrumentId", date::text AS date, jsonb_build_object('exchange', mic,
      'correlation', round(correlation::numeric, 3)::text, 'previous', round(previous::numeric, 3)::text,
      'together', count(*) OVER (PARTITION BY mic, date)) AS details
    FROM moves
    WHERE date >= "from" AND previous_days = ${days}::int AND abs(correlation - previous) > ${moved}::float8
    ORDER BY id, date`;
}
