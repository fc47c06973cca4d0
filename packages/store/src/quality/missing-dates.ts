import type { Sql } from '../sql.ts';
import { firstDay, type JudgedInstrument, judged, type SettledSessions, settled, type Violation } from './scope.ts';

/**
 * Settled sessions without a stored bar, within the series of each instrument: from its first stored day to its last.
 * `knownAbsent`: its source was asked, and has none. The few days of each are compared as an array: joining each day to its
 * bar costs five times as much.
 */
export function missingSessions(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  settledSessions: readonly SettledSessions[],
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    WITH sessions AS MATERIALIZED (SELECT s.mic, s.day FROM ${settled(settledSessions)}),
      wanted AS MATERIALIZED (
        SELECT j.id, j.mic, greatest(j."from", c.first_day) AS first,
          greatest(upper(c.covered), upper(c.provisional)) AS before, c.absent + c.denied AS absent
        FROM ${judged(instruments)} JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = j.id
        WHERE c.first_day IS NOT NULL
      ), stored AS (
        SELECT p.instrument_id AS id, array_agg(p.date) AS days FROM daily_prices p WHERE p.date >= ${firstDay(instruments)}::date GROUP BY 1)
    SELECT w.id AS "instrumentId", s.day::text AS date,
      jsonb_build_object('exchange', w.mic, 'knownAbsent', s.day <@ w.absent) AS details
    FROM wanted w LEFT JOIN stored d ON d.id = w.id
      JOIN sessions s ON s.mic = w.mic AND s.day >= w.first AND s.day < w.before AND NOT s.day = ANY(coalesce(d.days, '{}'))
    ORDER BY w.id, s.day`;
}
