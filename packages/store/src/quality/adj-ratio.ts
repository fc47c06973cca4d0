import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { hasAction, type JudgedInstrument, judgedBars, type Violation } from './scope.ts';

/** Days in which the bar before is looked for. */
const daysBefore = 31;

/** Bars whose adjusted close moved against the close by more than so many percent although no action took effect. */
export function adjustedRatioMoves(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { percent }: { percent: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT id AS "instrumentId", date::text AS date, jsonb_build_object('ratio', round(ratio::numeric, 6)::text,
      'previous', round(previous::numeric, 6)::text, 'previousDate', previous_date) AS details
    FROM (
      SELECT id, "from", date, ratio, lag(ratio) OVER w AS previous, lag(date) OVER w AS previous_date
      FROM (
        SELECT j.id, j."from", p.date, p.adj_close::float8 / p.close::float8 AS ratio
        FROM ${judgedBars(instruments, daysBefore)} WHERE p.close > 0 AND p.adj_close > 0) r
      WINDOW w AS (PARTITION BY id ORDER BY date)) b
    WHERE date >= "from" AND abs(ratio / previous - 1) * 100 > ${percent}::float8
      AND NOT ${hasAction(Prisma.sql`b.id`, Prisma.sql`b.previous_date`, Prisma.sql`b.date`)}
    ORDER BY id, date`;
}
