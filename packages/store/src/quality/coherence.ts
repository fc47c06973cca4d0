import type { Sql } from '../sql.ts';
import { type JudgedInstrument, judgedBars, type Violation } from './scope.ts';

/** Bars that contradict themselves, and bars of days to come. No exchange trades before the day has begun in UTC. */
export function incoherentBars(sql: Sql, instruments: readonly JudgedInstrument[], now: Date): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT "instrumentId", date, jsonb_build_object('wrong', wrong, 'open', open::text, 'high', high::text, 'low', low::text,
      'close', close::text, 'volume', volume::text) AS details
    FROM (
      SELECT j.id AS "instrumentId", p.date::text AS date, p.open, p.high, p.low, p.close, p.volume, array_remove(ARRAY[
        CASE WHEN p.open < p.low OR p.close < p.low OR p.high < p.low THEN 'below-low' END,
        CASE WHEN p.open > p.high OR p.close > p.high THEN 'above-high' END,
        CASE WHEN least(p.open, p.high, p.low, p.close) <= 0 THEN 'not-positive' END,
        CASE WHEN p.volume < 0 THEN 'negative-volume' END,
        CASE WHEN p.date > (${now}::timestamptz AT TIME ZONE 'UTC')::date THEN 'future' END], NULL) AS wrong
      FROM ${judgedBars(instruments, 0)}
      WHERE p.open < p.low OR p.close < p.low OR p.high < p.low OR p.open > p.high OR p.close > p.high OR p.open <= 0
        OR p.high <= 0 OR p.low <= 0 OR p.close <= 0 OR p.volume < 0
        OR p.date > (${now}::timestamptz AT TIME ZONE 'UTC')::date) b
    ORDER BY "instrumentId", date`;
}
