import type { Sql } from '../sql.ts';
import type { Violation } from './scope.ts';

/** Runs older than this are no longer consecutive to those of today. */
const maxAgeDays = 30;

/**
 * Instruments of which a dataset failed, in whole or in part, in each of its last so many executions or more, since the first of these. A company is the instruments that carry
 * its CIK; of several datasets the evidence names each.
 */
export function failingInstruments(
  sql: Sql,
  instrumentIds: readonly bigint[],
  { runs, now }: { runs: number; now: Date },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    WITH latest AS (
      SELECT t.dataset, t.target, t.target_kind, t.state, t.error_code, t.run_id, t.finished_at,
        row_number() OVER (PARTITION BY t.dataset, t.target ORDER BY t.id DESC) AS nth
      FROM run_targets t
      WHERE t.target_kind IN ('cik', 'instrument') AND t.state IN ('done', 'nothing', 'partial', 'failed', 'gone')
        AND t.finished_at > ${now}::timestamptz - ${maxAgeDays}::int * interval '1 day'
    ), since AS (
      -- Of a partial one a request failed, if it has a code; one that a limit cut short has none.
      SELECT *, coalesce(min(nth) FILTER (WHERE state NOT IN ('failed', 'gone') AND NOT (state = 'partial' AND error_code IS NOT NULL)) OVER (PARTITION BY dataset, target), 1e9)
        AS succeeded FROM latest
    ), failing AS (
      SELECT dataset, target, target_kind, min(finished_at) AS at, (array_agg(error_code ORDER BY nth))[1] AS code,
        (array_agg(run_id ORDER BY nth))[1:5] AS runs, count(*) AS times
      FROM since WHERE nth < succeeded GROUP BY 1, 2, 3 HAVING count(*) >= ${runs}::int
    ), of AS (
      SELECT f.*, f.target::bigint AS id FROM failing f WHERE f.target_kind = 'instrument'
      UNION ALL
      SELECT f.*, k.instrument_id FROM failing f JOIN instrument_ciks k ON k.cik = f.target AND k.valid_to IS NULL
      WHERE f.target_kind = 'cik')
    SELECT id AS "instrumentId", (min(at) AT TIME ZONE 'UTC')::date::text AS date,
      jsonb_build_object('failing', jsonb_agg(jsonb_build_object('dataset', dataset, 'code', code,
        'times', times, 'latestRuns', to_jsonb(runs))
        ORDER BY dataset)) AS details
    FROM of WHERE id = ANY(${[...instrumentIds]}::bigint[]) GROUP BY id ORDER BY id`;
}
