import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { hasAction, type JudgedInstrument, judgedBars, type Violation } from './scope.ts';

/** Days in which the bar before is looked for: no exchange closes for longer. */
const daysBefore = 14;

/** Bars whose adjusted close moved against the close by more than so many percent although no action took effect. */
export function adjustedRatioMoves(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { percent }: { percent: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT id AS "instrumentId", date::text AS date, jsonb_build_object('ratio', round((adjusted / close)::numeric, 6)::text,
      'previous', round((adjusted_before / close_before)::numeric, 6)::text, 'previousDate', previous_date) AS details
    FROM (
      SELECT j.id, j."from", p.date, p.adj_close::float8 AS adjusted, p.close::float8 AS close,
        lag(p.adj_close::float8) OVER w AS adjusted_before, lag(p.close::float8) OVER w AS close_before,
        lag(p.date) OVER w AS previous_date
      FROM ${judgedBars(instruments, daysBefore)} WHERE p.close > 0 AND p.adj_close > 0
      WINDOW w AS (PARTITION BY j.id ORDER BY p.date)) b
    WHERE date >= "from" AND abs(adjusted * close_before / (close * adjusted_before) - 1) * 100 > ${percent}::float8
      AND NOT ${hasAction(Prisma.sql`b.id`, Prisma.sql`b.previous_date`, Prisma.sql`b.date`)}
    ORDER BY id, date`;
}
