import type { Sql } from '../sql.ts';
import { firstDay, type JudgedInstrument, judgedBars, type Violation } from './scope.ts';

/** Days that are read before those that are judged, so that a longer suspension is seen whole. */
const daysBefore = 21;

/** Bars without volume. So many of them in a row, or more, are a suspension, which is none of them. */
export function barsWithoutVolume(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { suspendedFrom }: { suspendedFrom: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT id AS "instrumentId", date::text AS date, jsonb_build_object('close', close::text) AS details
    FROM (
      SELECT id, "from", date, close, volume, count(*) OVER (PARTITION BY id, stretch, volume = 0) AS in_a_row
      FROM (
        SELECT j.id, j."from", p.date, p.close, p.volume,
          count(*) FILTER (WHERE p.volume > 0) OVER (PARTITION BY j.id ORDER BY p.date) AS stretch
        FROM ${judgedBars(instruments, daysBefore)} WHERE p.volume IS NOT NULL
          AND EXISTS (SELECT FROM daily_prices z WHERE z.instrument_id = j.id AND z.volume = 0 AND z.date >= j."from"
            AND z.date >= ${firstDay(instruments)}::date)) b) z
    WHERE volume = 0 AND date >= "from" AND in_a_row < ${suspendedFrom}::int ORDER BY id, date`;
}
