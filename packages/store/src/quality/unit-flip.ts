import type { Sql } from '../sql.ts';
import { type JudgedInstrument, judgedBars, type Violation } from './scope.ts';

/** Days in which the bar before is looked for: no exchange closes for longer. */
const daysBefore = 14;

/**
 * Bars in another currency or unit than the bar before. Where there are two, one of them is not that of the series: only
 * such instruments are read in order.
 */
export function unitFlips(sql: Sql, instruments: readonly JudgedInstrument[]): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT id AS "instrumentId", date::text AS date, jsonb_build_object('unit', currency, 'before', before) AS details
    FROM (
      SELECT j.id, j."from", p.date, p.currency, lag(p.currency) OVER w AS before
      FROM ${judgedBars(instruments, daysBefore)} WHERE p.currency IS NOT NULL AND j.id IN (
        SELECT j.id FROM ${judgedBars(instruments, daysBefore)}
          JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = j.id
        WHERE p.currency IS NOT NULL AND p.currency IS DISTINCT FROM c.currency)
      WINDOW w AS (PARTITION BY j.id ORDER BY p.date)) b
    WHERE date >= "from" AND currency <> before
    ORDER BY id, date`;
}

/** Series whose latest answer came in another unit than the stored one, so that nothing of it was stored. */
export function refusedUnits(sql: Sql, instrumentIds: readonly bigint[]): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT f.instrument_id AS "instrumentId", (min(f.first_seen) AT TIME ZONE 'UTC')::date::text AS date,
      jsonb_build_object('stored', c.currency, 'provider', min(f.provider)) AS details
    FROM price_findings f JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = f.instrument_id
    WHERE f.what = 'currency-changed' AND f.last_seen >= c.written_at AND f.instrument_id = ANY(${[...instrumentIds]}::bigint[])
    GROUP BY f.instrument_id, c.currency ORDER BY 1`;
}
