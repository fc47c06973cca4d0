import type { Sql } from '../sql.ts';
import { firstDay, type JudgedInstrument, judged, type Violation } from './scope.ts';

/** The days of a correlation, and those in which they and the ones before them are looked for. */
const days = 20;
const daysBefore = 35;
/** A change of a member of the benchmark counts as at most this, so that one of them does not move it. */
const maxChange = 0.2;

/**
 * Instruments whose correlation of twenty days with the benchmark moved by more than `moved` in one day. The benchmark is
 * the mean change of all that are judged on the same exchange; one of fewer than `members` is none, and nobody is judged.
 */
export function correlationDrifts(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { moved, members }: { moved: number; members: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    WITH changes AS MATERIALIZED (
      SELECT id, mic, "from", date, close / lag(close) OVER w - 1 AS change
      FROM (
        SELECT j.id, j.mic, j."from", p.date, p.close::float8 AS close
        FROM ${judged(instruments)} JOIN daily_prices p ON p.instrument_id = j.id AND p.date >= ${firstDay(instruments)}::date - ${daysBefore}::int
        WHERE p.close > 0 OFFSET 0) b
      WINDOW w AS (PARTITION BY id ORDER BY date)
    ), benchmark AS MATERIALIZED (
      SELECT mic, date, avg(greatest(-${maxChange}::float8, least(${maxChange}::float8, change))) AS change
      FROM changes WHERE change IS NOT NULL GROUP BY 1, 2 HAVING count(*) >= ${members}::int
    ), correlated AS (
      SELECT c.id, c.mic, c."from", c.date, corr(c.change, b.change) OVER w AS correlation, count(*) OVER w AS days
      FROM changes c JOIN benchmark b ON b.mic = c.mic AND b.date = c.date WHERE c.change IS NOT NULL
      WINDOW w AS (PARTITION BY c.id ORDER BY c.date ROWS BETWEEN ${days - 1}::int PRECEDING AND CURRENT ROW)
    ), moves AS (
      SELECT *, lag(correlation) OVER w AS previous, lag(days) OVER w AS previous_days
      FROM correlated WINDOW w AS (PARTITION BY id ORDER BY date)
    ), moved AS (
      SELECT *, count(*) OVER (PARTITION BY mic, date) AS together FROM moves
      WHERE previous_days = ${days}::int AND abs(correlation - previous) > ${moved}::float8)
    SELECT id AS "instrumentId", date::text AS date, jsonb_build_object('exchange', mic,
      'correlation', round(correlation::numeric, 3)::text, 'previous', round(previous::numeric, 3)::text,
      'together', together) AS details
    FROM moved WHERE date >= "from"
    ORDER BY id, date`;
}
