import type { Sql } from '../sql.ts';
import { type JudgedInstrument, judged, type Violation } from './scope.ts';

/** A split that changes the price by less is told from a day's move by nobody. */
const leastMove = 0.2;

/** Splits by whose ratio, within so many percent, the close moves on their day: the series is not adjusted for them. */
export function unadjustedSplits(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { percent }: { percent: number },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT j.id AS "instrumentId", a.date::text AS date, jsonb_build_object('ratio', a.ratio::text, 'previous', before.close::text,
      'close', p.close::text) AS details
    FROM ${judged(instruments)} JOIN corporate_actions a ON a.instrument_id = j.id AND a.type = 'split' AND a.known_to IS NULL
        AND a.date >= j."from" AND a.ratio > 0 AND abs(a.ratio - 1) > ${leastMove}::float8
      JOIN LATERAL (SELECT date, close FROM daily_prices d
        WHERE d.instrument_id = j.id AND d.date >= a.date AND d.date < a.date + 7 AND d.close > 0 ORDER BY d.date LIMIT 1) p ON true
      JOIN LATERAL (SELECT close FROM daily_prices d
        WHERE d.instrument_id = j.id AND d.date < a.date AND d.date > a.date - 15 AND d.close > 0 ORDER BY d.date DESC LIMIT 1) before ON true
    WHERE abs(before.close / p.close / a.ratio - 1) * 100 <= ${percent}::float8 ORDER BY j.id, a.date`;
}
