import type { Sql } from '../sql.ts';
import { type JudgedInstrument, judgedBars, type Violation } from './scope.ts';

/** Days that are read before those that are judged: a repetition is found on its last necessary bar. */
const daysBefore = 60;
/** Days in which the bar before one is looked for at first: where it has none there, as after a halt, more of them are read. */
const daysBeforeOne = 7;

/**
 * The bar that makes it so many equal ones in a row that have volume: once for each repetition. Two bars of the same
 * volume in a row are rare: only instruments with such a judged bar are compared price by price, and only equal bars
 * numbered.
 */
export function repeatedBars(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { bars }: { bars: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    WITH alike AS MATERIALIZED (
      SELECT DISTINCT id FROM (
        SELECT j.id, j."from", p.date, p.volume, lag(p.volume) OVER (PARTITION BY j.id ORDER BY p.date) AS before
        FROM ${judgedBars(instruments, daysBeforeOne)} WHERE p.volume > 0 AND p.close IS NOT NULL) v
      WHERE date >= "from" AND (volume = before OR (before IS NULL AND date < "from" + ${daysBefore}::int))
    ), compared AS (
      SELECT j.id, j."from", p.date, p.close, p.volume, row_number() OVER w AS nth, lag(p.date) OVER w AS previous,
        p.close = lag(p.close) OVER w AND p.volume = lag(p.volume) OVER w AND p.open = lag(p.open) OVER w
          AND p.high = lag(p.high) OVER w AND p.low = lag(p.low) OVER w AS equal
      FROM ${judgedBars(instruments, daysBefore)} JOIN alike ON alike.id = j.id
      WHERE p.volume > 0 AND p.close IS NOT NULL
      WINDOW w AS (PARTITION BY j.id ORDER BY p.date)
    ), repetitions AS (
      SELECT *, nth - row_number() OVER (PARTITION BY id ORDER BY date) AS repetition FROM compared WHERE equal
    ), numbered AS (
      SELECT *, row_number() OVER w AS times, min(previous) OVER w AS since
      FROM repetitions WINDOW w AS (PARTITION BY id, repetition ORDER BY date))
    SELECT id AS "instrumentId", date::text AS date,
      jsonb_build_object('since', since, 'close', close::text, 'volume', volume::text) AS details
    FROM numbered WHERE times = ${bars}::int - 1 AND date >= "from" ORDER BY id, date`;
}
