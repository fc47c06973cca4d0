import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { hasAction, type JudgedInstrument, judgedBars, movedBy, type Violation } from './scope.ts';

/** Days in which the bar before is looked for: no exchange closes for longer. */
const daysBefore = 14;

/** Closes that moved by more than so many percent from one bar to the next although no action took effect. */
export function priceJumps(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { percent }: { percent: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT id AS "instrumentId", date::text AS date, jsonb_build_object('close', close::text, 'previous', previous::text,
      'previousDate', previous_date, 'changePercent', round((close / previous - 1) * 100, 2)::text) AS details
    FROM (
      SELECT j.id, j."from", p.date, p.close, lag(p.close) OVER w AS previous, lag(p.date) OVER w AS previous_date
      FROM ${judgedBars(instruments, daysBefore)} WHERE p.close > 0
      WINDOW w AS (PARTITION BY j.id ORDER BY p.date)) b
    WHERE date >= "from" AND ${movedBy(Prisma.sql`close`, Prisma.sql`previous`, percent)}
      AND NOT ${hasAction(Prisma.sql`b.id`, Prisma.sql`b.previous_date`, Prisma.sql`b.date`)}
    ORDER BY id, date`;
}
