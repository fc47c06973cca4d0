import type { Sql } from '../sql.ts';
import { type JudgedInstrument, judged, type Violation } from './scope.ts';

/**
 * Purchases and sales of insiders at prices outside of the day's range by more than so many percent. Stored prices are
 * adjusted for splits and filed ones are not: they are brought to one basis first. Of a company with several shares a
 * trade must fit none of them; only series in dollars are compared.
 */
export function insidersOutOfRange(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { percent }: { percent: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    WITH compared AS (
      SELECT j.id, t.accession, t.line, t.transaction_date AS day, p.low, p.high, t.price / split.ratio AS price
      FROM ${judged(instruments)} JOIN instrument_ciks k ON k.instrument_id = j.id
        JOIN insider_trades t ON t.issuer_cik = k.cik AND t.transaction_date >= j."from"
        JOIN daily_prices p ON p.instrument_id = j.id AND p.date = t.transaction_date
        CROSS JOIN LATERAL (
          SELECT coalesce(exp(sum(ln(a.ratio))), 1) AS ratio FROM corporate_actions a
          WHERE a.instrument_id = j.id AND a.type = 'split' AND a.known_to IS NULL AND a.ratio > 0
            AND a.date > t.transaction_date) split
      WHERE t.table_name = 'non-derivative' AND t.code IN ('P', 'S') AND t.price > 0 AND t.superseded_by IS NULL
        AND p.low > 0 AND p.high > 0 AND p.currency = 'USD'
    ), outside AS (
      SELECT *, CASE WHEN price > high THEN price / high - 1 WHEN price < low THEN 1 - price / low ELSE 0 END * 100 AS off,
        min(CASE WHEN price > high THEN price / high - 1 WHEN price < low THEN 1 - price / low ELSE 0 END * 100)
          OVER (PARTITION BY accession, line) AS least, min(id) OVER (PARTITION BY accession, line) AS first
      FROM compared)
    SELECT id AS "instrumentId", day::text AS date, jsonb_build_object('low', min(low)::text, 'high', max(high)::text,
      'trades', (jsonb_agg(jsonb_build_object('accession', accession, 'line', line, 'price', round(price, 4)::text)
        ORDER BY off DESC, accession, line))) AS details
    FROM outside WHERE least > ${percent}::float8 AND id = first GROUP BY id, day ORDER BY id, day`;
}
