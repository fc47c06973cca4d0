import type { Sql } from '../sql.ts';
import { type JudgedInstrument, judged, type SettledSessions, settled, type Violation } from './scope.ts';

/**
 * Instruments whose last stored day lies more than so many settled sessions back; `from`: the day since which one without
 * any bar is wanted. The sessions reach back as far as a lag is counted.
 */
export function laggingInstruments(
  sql: Sql,
  instruments: readonly JudgedInstrument[],
  { sessions, settledSessions }: { sessions: number; settledSessions: readonly SettledSessions[] },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    WITH sessions AS MATERIALIZED (SELECT s.mic, s.day FROM ${settled(settledSessions)})
    SELECT l.id AS "instrumentId", l.last::text AS date,
      jsonb_build_object('last', l.stored, 'exchange', l.mic, 'sessions', behind.sessions) AS details
    FROM (
      SELECT j.id, j.mic, (greatest(upper(c.covered), upper(c.provisional)) - 1) AS stored,
        coalesce(greatest(upper(c.covered), upper(c.provisional)) - 1, j."from") AS last, c.absent
      FROM ${judged(instruments)} LEFT JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = j.id) l
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS sessions FROM sessions s
      WHERE s.mic = l.mic AND s.day > l.last AND NOT coalesce(s.day <@ l.absent, false)) behind
    WHERE behind.sessions > ${sessions}::int ORDER BY l.id`;
}
