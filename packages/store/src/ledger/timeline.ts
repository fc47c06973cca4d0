// How a run went by time: its planning, its requests, and when nothing of it was under way.

import type { Sql } from '../sql.ts';

/** A stretch of a run. `idle`: none of its requests was under way; `ending`: the last had ended, and the run had not. */
export interface RunPhase {
  readonly kind: 'planning' | 'requests' | 'idle' | 'ending';
  readonly from: Date;
  /** Null: it goes on. */
  readonly to: Date | null;
  /** Of requests: how many began, how many of these have failed, and which sources they went to. */
  readonly requests: number;
  readonly failed: number;
  readonly sources: readonly string[];
}

/** Requests of a run without a long pause between them. */
export interface RequestSpan {
  readonly from: Date;
  /** Null: one of them is under way. */
  readonly to: Date | null;
  readonly requests: number;
  readonly failed: number;
  readonly sources: readonly string[];
}

interface RunSpan {
  readonly createdAt: Date;
  readonly plannedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** What is shorter than this, ms, or than a fiftieth of the run, is no pause. */
const minIdleMs = 5_000;
const idleShare = 50;

/** The phases of a run so far; null if there is none of that id. */
export async function runTimeline(sql: Sql, id: bigint, now: Date): Promise<RunPhase[] | null> {
  const [run] = await sql.$queryRaw<RunSpan[]>`
    SELECT created_at AS "createdAt", planned_at AS "plannedAt", finished_at AS "finishedAt" FROM runs WHERE id = ${id}`;
  if (!run) return null;
  const lastedMs = (run.finishedAt ?? now).getTime() - run.createdAt.getTime();
  const idleMs = Math.round(Math.max(minIdleMs, lastedMs / idleShare));
  const spans = await sql.$queryRaw<RequestSpan[]>`
    WITH begun AS (
      SELECT started_at AS at, greatest(started_at, coalesce(finished_at, ${now}::timestamptz)) AS until, finished_at IS NULL AS "isOpen",
        state, source FROM tasks WHERE run_id = ${id} AND started_at IS NOT NULL
    ), after AS (
      SELECT *, max(until) OVER (ORDER BY at, until ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM begun
    ), counted AS (
      SELECT *, count(*) FILTER (WHERE before IS NULL OR at > before + ${idleMs}::int * interval '1 ms') OVER (ORDER BY at, until) AS span
      FROM after)
    SELECT min(at) AS "from", CASE WHEN NOT bool_or("isOpen") THEN max(until) END AS "to", count(*)::int AS requests,
      count(*) FILTER (WHERE state = 'failed')::int AS failed, array_agg(DISTINCT source ORDER BY source) AS sources
    FROM counted GROUP BY span ORDER BY span`;
  return phasesOf(run, spans);
}

const nothing = { requests: 0, failed: 0, sources: [] };

/** The phases between the creation of a run and its end, without a hole. */
export function phasesOf({ createdAt, plannedAt, finishedAt }: RunSpan, spans: readonly RequestSpan[]): RunPhase[] {
  if (plannedAt === null && spans.length === 0)
    return [{ ...nothing, kind: 'planning', from: createdAt, to: finishedAt }];
  const phases: RunPhase[] = [];
  // A run that is planned page by page sends requests before it is planned.
  const firstAt = spans[0]?.from ?? finishedAt;
  const isAhead = firstAt !== null && plannedAt !== null && firstAt < plannedAt;
  let at: Date | null = isAhead ? firstAt : (plannedAt ?? firstAt);
  phases.push({ ...nothing, kind: 'planning', from: createdAt, to: at });
  for (const span of spans) {
    if (at !== null && span.from > at) phases.push({ ...nothing, kind: 'idle', from: at, to: span.from });
    phases.push({ ...span, kind: 'requests' });
    at = span.to;
  }
  if (at !== null && (finishedAt === null || finishedAt > at))
    phases.push({ ...nothing, kind: finishedAt === null ? 'idle' : 'ending', from: at, to: finishedAt });
  return phases;
}

/** The run before one of the same dataset, trigger and schedules, which has ended; null if there is none. */
export async function runBefore(sql: Sql, id: bigint): Promise<bigint | null> {
  const [row] = await sql.$queryRaw<{ id: bigint }[]>`
    SELECT b.id FROM runs r JOIN runs b ON b.dataset = r.dataset AND b.trigger = r.trigger
      AND b.group_key IS NOT DISTINCT FROM r.group_key AND b.id < r.id AND b.finished_at IS NOT NULL
    WHERE r.id = ${id} ORDER BY b.id DESC LIMIT 1`;
  return row?.id ?? null;
}
