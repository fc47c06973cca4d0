import type { Sql } from '../sql.ts';
import { type JudgedInstrument, judgedBars, type Violation } from './scope.ts';

/** Days that are read before those that are judged: a repetition is found on its last necessary bar. */
const daysBefore = 60;

/** The bar that makes it so many equal ones in a row that have volume: once for each repetition. */
export function repeatedBars(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { bars }: { bars: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT id AS "instrumentId", date::text AS date,
      jsonb_build_object('since', since, 'close', close::text, 'volume', volume::text) AS details
    FROM (
      SELECT id, "from", date, close, volume, row_number() OVER w AS nth, min(date) OVER w AS since
      FROM (
        SELECT *, count(*) FILTER (WHERE NOT equal) OVER (PARTITION BY id ORDER BY date) AS repetition
        FROM (
          SELECT j.id, j."from", p.date, p.close, p.volume, coalesce(
            (p.open, p.high, p.low, p.close, p.volume) = lag((p.open, p.high, p.low, p.close, p.volume)) OVER w, false) AS equal
          FROM ${judgedBars(instruments, daysBefore)} WHERE p.volume > 0 AND p.close IS NOT NULL
          WINDOW w AS (PARTITION BY j.id ORDER BY p.date)) b) r
      WINDOW w AS (PARTITION BY id, repetition ORDER BY date)) n
    WHERE nth = ${bars}::int AND date >= "from" ORDER BY id, date`;
}
