import type { Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import { type JudgedInstrument, judged, type Violation } from './scope.ts';

/**
 * Daily changes beyond the quartiles of the instrument's own changes, by so many interquartile ranges. Read are the bars
 * since `readFrom`, and one with fewer than `least` changes there is not judged. Each close becomes a float once: twice costs
 * as much again as the quartiles. One aggregate keeps the judged changes beside the quartiles, so the bars are passed once.
 */
export function outlyingChanges(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { ranges, least, readFrom }: { ranges: number; least: number; readFrom: Day },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    WITH changes AS (
      SELECT id, "from", date, close / lag(close) OVER w - 1 AS change
      FROM (
        SELECT j.id, j."from", p.date, p.close::float8 AS close
        FROM ${judged(instruments)} JOIN daily_prices p ON p.instrument_id = j.id AND p.date >= ${readFrom}::date
        WHERE p.close > 0 OFFSET 0) b
      WINDOW w AS (PARTITION BY id ORDER BY date)
    ), instruments_judged AS (
      SELECT id, percentile_cont(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY change) AS q,
        array_agg(date) FILTER (WHERE date >= "from") AS dates, array_agg(change) FILTER (WHERE date >= "from") AS changes
      FROM changes WHERE change IS NOT NULL GROUP BY id HAVING count(*) >= ${least}::int)
    SELECT i.id AS "instrumentId", c.date::text AS date, jsonb_build_object('changePercent', round((c.change * 100)::numeric, 2)::text,
      'q1Percent', round((i.q[1] * 100)::numeric, 2)::text, 'q3Percent', round((i.q[2] * 100)::numeric, 2)::text) AS details
    FROM instruments_judged i CROSS JOIN LATERAL unnest(i.dates, i.changes) AS c(date, change)
    WHERE i.q[2] > i.q[1]
      AND (c.change > i.q[2] + ${ranges}::float8 * (i.q[2] - i.q[1]) OR c.change < i.q[1] - ${ranges}::float8 * (i.q[2] - i.q[1]))
    ORDER BY i.id, c.date`;
}
