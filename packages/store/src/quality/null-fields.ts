import type { Sql } from '../sql.ts';
import { type JudgedInstrument, judgedBars, type Violation } from './scope.ts';

/**
 * Bars that lack a price. A bar of another provider than that of the series lacks its adjusted close by rule, and where
 * no source has ever given the whole series nobody can tell.
 */
export function barsWithoutFields(sql: Sql, instruments: readonly JudgedInstrument[]): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT j.id AS "instrumentId", p.date::text AS date, jsonb_build_object('provider', p.provider, 'fields', array_remove(ARRAY[
      CASE WHEN p.open IS NULL THEN 'open' END, CASE WHEN p.high IS NULL THEN 'high' END,
      CASE WHEN p.low IS NULL THEN 'low' END, CASE WHEN p.close IS NULL THEN 'close' END,
      CASE WHEN p.adj_close IS NULL AND p.provider = c.provider THEN 'adj_close' END], NULL)) AS details
    FROM ${judgedBars(instruments, 0)} JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = j.id
    WHERE p.open IS NULL OR p.high IS NULL OR p.low IS NULL OR p.close IS NULL
      OR (p.adj_close IS NULL AND p.provider = c.provider AND NOT p.date <@ c.stopgap)
    ORDER BY j.id, p.date`;
}
