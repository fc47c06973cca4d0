import type { Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import { firstDay, type JudgedInstrument, judged, type Violation } from './scope.ts';

/**
 * Stored closes that lie over so many percent from those of a second source, on one basis: what was traded is divided by
 * the splits since, and what is adjusted for dividends is held against the adjusted close, if no action took effect since
 * it was received. A stored bar of that very source proves nothing.
 */
export function differingCloses(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { percent }: { percent: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    WITH compared AS (
      SELECT j.id, p.date, p.provider, p.known_from, s.provider AS second, s.basis, s.received_at, s.close AS told,
        CASE s.basis WHEN 'split-and-dividend-adjusted' THEN p.adj_close ELSE p.close END AS stored,
        CASE s.basis WHEN 'as-traded' THEN s.close / split.ratio ELSE s.close END AS close
      FROM ${judged(instruments)} JOIN second_closes s ON s.instrument_id = j.id AND s.date >= j."from"
        JOIN daily_prices p ON p.instrument_id = j.id AND p.date = s.date AND p.date >= ${firstDay(instruments)}::date
        CROSS JOIN LATERAL (
          SELECT coalesce(exp(sum(ln(a.ratio))), 1) AS ratio FROM corporate_actions a
          WHERE a.instrument_id = j.id AND a.type = 'split' AND a.known_to IS NULL AND a.ratio > 0 AND a.date > s.date) split
      WHERE p.final AND p.provider <> s.provider AND s.close > 0
        AND (s.basis = 'as-traded' OR NOT EXISTS (SELECT FROM corporate_actions a
          WHERE a.instrument_id = j.id AND a.known_to IS NULL AND a.date > (s.received_at AT TIME ZONE 'UTC')::date)))
    SELECT DISTINCT ON (id, date) id AS "instrumentId", date::text AS date, jsonb_build_object('close', stored::text,
      'provider', provider, 'storedAt', known_from, 'secondClose', round(close, 6)::text, 'secondProvider', second,
      'secondAt', received_at, 'basis', basis, 'told', told::text,
      'percent', round((close / stored - 1) * 100, 3)::text) AS details
    FROM compared WHERE stored > 0 AND abs(close / stored - 1) * 100 > ${percent}::float8::numeric
    ORDER BY id, date, abs(close / stored - 1) DESC, second`;
}

/** The instruments of which a close has jumped on a day or after it, as far as nobody has explained that. */
export const jumpedInstruments = (sql: Sql, from: Day): Promise<{ instrumentId: bigint }[]> => sql.$queryRaw<
  { instrumentId: bigint }[]
>`
  SELECT DISTINCT instrument_id AS "instrumentId" FROM qa_findings
  WHERE check_id = 'price_jump' AND resolved_at IS NULL AND date >= ${from}::date AND instrument_id IS NOT NULL ORDER BY 1`;
