// By when datasets have their sessions, and how much of a session is there.

import type { Day, Mic } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** By when a dataset has the session of an exchange. */
export interface Deadline {
  readonly dataset: string;
  readonly mic: Mic;
  readonly wallTime: string;
  readonly zone: string;
  readonly warningMinutes: number;
  readonly criticalMinutes: number;
  readonly percent: number;
  readonly enabled: boolean;
  readonly readySession: Day | null;
  readonly readyAt: Date | null;
}

/** Every deadline, those that are not judged included. */
export const deadlines = (sql: Sql): Promise<Deadline[]> => sql.$queryRaw<Deadline[]>`
  SELECT dataset, mic, wall_time AS "wallTime", zone, warning_minutes AS "warningMinutes",
    critical_minutes AS "criticalMinutes", percent, enabled, ready_session::text AS "readySession", ready_at AS "readyAt"
  FROM deadlines ORDER BY dataset, mic`;

/** Sets a deadline that exists; false if there is none. */
export async function setDeadline(sql: Sql, to: Omit<Deadline, 'readySession' | 'readyAt'>): Promise<boolean> {
  const set = await sql.$executeRaw`
    UPDATE deadlines SET wall_time = ${to.wallTime}, zone = ${to.zone}, warning_minutes = ${to.warningMinutes},
      critical_minutes = ${to.criticalMinutes}, percent = ${to.percent}, enabled = ${to.enabled}
    WHERE dataset = ${to.dataset} AND mic = ${to.mic}`;
  return set > 0;
}

/** How many of some instruments have a session, known-absent ones included: nothing more will come of those. */
export async function countReady(
  sql: Sql,
  dataset: string,
  { instrumentIds, session }: { instrumentIds: readonly bigint[]; session: Day },
): Promise<number> {
  const [row] = await sql.$queryRaw<{ ready: number }[]>`
    SELECT count(*)::int AS ready FROM coverage
    WHERE dataset = ${dataset} AND instrument_id = ANY(${[...instrumentIds]}::bigint[])
      AND ${session}::date <@ (covered + provisional + absent)`;
  return row?.ready ?? 0;
}

/** Resolves misses of deadlines that are not judged any more, and publishes that of each. `judged`: the subjects that are. */
export async function lapseDeadlines(
  sql: Sql,
  { checkId, judged }: { checkId: string; judged: readonly string[] },
): Promise<void> {
  await sql.$executeRaw`
    WITH lapsed AS (
      UPDATE qa_findings SET resolved_at = clock_timestamp(), resolved_as = 'disabled'
      WHERE check_id = ${checkId} AND resolved_at IS NULL AND NOT subject = ANY(${[...judged]}::text[])
      RETURNING subject)
    INSERT INTO events (type, data)
    SELECT DISTINCT 'deadline.lapsed', jsonb_build_object('dataset', split_part(subject, '/', 1), 'exchange', split_part(subject, '/', 2))
    FROM lapsed`;
}

/** Notes that a session is there, and publishes it with its open findings: once for each. */
export async function keepReady(
  sql: Sql,
  {
    dataset,
    mic,
    session,
    instrumentIds,
  }: Pick<Deadline, 'dataset' | 'mic'> & { readonly session: Day; readonly instrumentIds: readonly bigint[] },
): Promise<void> {
  await sql.$executeRaw`
    WITH ready AS (
      UPDATE deadlines SET ready_session = ${session}::date, ready_at = clock_timestamp()
      WHERE dataset = ${dataset} AND mic = ${mic} AND coalesce(ready_session, '-infinity') < ${session}::date
      RETURNING dataset, mic, ready_session)
    INSERT INTO events (type, data)
    SELECT 'dataset.ready', jsonb_build_object('dataset', dataset, 'exchange', mic, 'session', ready_session, 'findings',
      (SELECT count(*) FROM qa_findings f WHERE f.resolved_at IS NULL AND f.severity <> 'info' AND f.date = ready_session
        AND f.instrument_id = ANY(${[...instrumentIds]}::bigint[]))) FROM ready`;
}
