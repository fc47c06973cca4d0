import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { hasAction, type JudgedInstrument, judgedBars, movedBy, type Violation } from './scope.ts';

/** Days in which the bar before is looked for: no exchange closes for longer. */
const daysBefore = 14;

/** Bars whose adjusted close moved against the close by more than so many percent although no action took effect. */
export function adjustedRatioMoves(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { percent }: { percent: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT id AS "instrumentId", date::text AS date, jsonb_build_object('ratio', round(adjusted / close, 6)::text,
      'previous', round(adjusted_before / close_before, 6)::text, 'previousDate', previous_date) AS details
    FROM (
      SELECT j.id, j."from", p.date, p.adj_close AS adjusted, p.close, lag(p.adj_close) OVER w AS adjusted_before,
        lag(p.close) OVER w AS close_before,
        lag(p.date) OVER w AS previous_date
      FROM ${judgedBars(instruments, daysBefore)} WHERE p.close > 0 AND p.adj_close > 0
      WINDOW w AS (PARTITION BY j.id ORDER BY p.date)) b
    WHERE date >= "from" AND ${movedBy(Prisma.sql`(adjusted * close_before)`, Prisma.sql`(close * adjusted_before)`, percent)}
      AND NOT ${hasAction(Prisma.sql`b.id`, Prisma.sql`b.previous_date`, Prisma.sql`b.date`)}
    ORDER BY id, date`;
}
