import type { Sql } from '../sql.ts';
import type { Violation } from './scope.ts';

/** Instruments that were active and of which the latest answer was empty, so many times or more. */
export function emptiedInstruments(
  sql: Sql,
  instrumentIds: readonly bigint[],
  { answers }: { answers: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT f.instrument_id AS "instrumentId", (min(f.first_seen) AT TIME ZONE 'UTC')::date::text AS date,
      jsonb_build_object('answers', sum(f.times)::int, 'providers', jsonb_agg(f.provider ORDER BY f.provider)) AS details
    FROM price_findings f JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = f.instrument_id
    WHERE f.what = 'suspect' AND f.last_seen >= c.written_at AND c.first_day IS NOT NULL
      AND f.instrument_id = ANY(${[...instrumentIds]}::bigint[])
    GROUP BY f.instrument_id HAVING sum(f.times) >= ${answers}::int ORDER BY 1`;
}
