import type { Sql } from '../sql.ts';
import { type JudgedInstrument, judgedBars, type Violation } from './scope.ts';

/** Bars before, with which a volume is compared, and the days in which they are looked for. */
const barsBefore = 60;
const daysBefore = 92;

/** Volumes above the mean of the sixty bars before by more than so many standard deviations; with fewer than `least` bars not judged. */
export function volumeSpikes(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { deviations, least }: { deviations: number; least: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT id AS "instrumentId", date::text AS date, jsonb_build_object('volume', volume::text, 'mean', round(mean)::text,
      'deviations', round((volume - mean) / deviation, 1)::text) AS details
    FROM (
      SELECT j.id, j."from", p.date, p.volume, avg(p.volume) OVER w AS mean, stddev_samp(p.volume) OVER w AS deviation,
        count(p.volume) OVER w AS bars
      FROM ${judgedBars(instruments, daysBefore)} WHERE p.volume IS NOT NULL
      WINDOW w AS (PARTITION BY j.id ORDER BY p.date ROWS BETWEEN ${barsBefore}::int PRECEDING AND 1 PRECEDING)) b
    WHERE date >= "from" AND bars >= ${least}::int AND deviation > 0
      AND (volume - mean) > ${deviations}::float8::numeric * deviation
    ORDER BY id, date`;
}
