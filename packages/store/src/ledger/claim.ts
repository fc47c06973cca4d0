// Claims, returns and postpones tasks, fenced by the claim number.

import type { DatasetId, SourceId } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { isWanted } from './wanted.ts';

/** The task that a worker holds. What it writes counts only while `claim` is the task's latest. */
export interface Claim {
  readonly taskId: bigint;
  readonly dispatch: number;
  readonly claim: number;
  readonly runId: bigint;
  readonly source: SourceId;
  readonly dataset: DatasetId;
  readonly collector: string;
  readonly step: string;
  readonly input: unknown;
  readonly label: string;
  readonly documentKey: string | null;
  readonly priority: number;
  /** Attempts made before this one. */
  readonly attempts: number;
  readonly throttles: number;
  /** Since its first throttle, ms; 0 if there was none. */
  readonly throttledForMs: number;
  /** How often its worker was lost while it ran. */
  readonly stalls: number;
  /** How often of these it had the worker to itself. */
  readonly loneStalls: number;
}

/** The worker's claim has been overtaken: nothing that it did counts. */
export class Fenced extends Error {
  constructor({ taskId }: Pick<Claim, 'taskId'>) {
    super(`task ${taskId} was overtaken`);
  }
}

/** The job that a task is claimed for. */
export interface ClaimedJob {
  readonly taskId: bigint;
  readonly dispatch: number;
  /** This worker has just tried, the connection broke, and it cannot know whether it has the task already. */
  readonly again?: boolean;
}

/** Takes one task; null where `claimTasks` returns none for it. */
export async function claimTask(db: Sql, { worker, ...job }: ClaimedJob & { worker: string }): Promise<Claim | null> {
  return (await claimTasks(db, worker, [job])).get(job.taskId) ?? null;
}

/**
 * Takes tasks for the jobs with their dispatch numbers, by id; none for a job that has been overtaken, or whose task no
 * run wants any more. A task that is running already was held by a worker that stalled: the stall is counted, that
 * worker fenced off.
 */
export async function claimTasks(db: Sql, worker: string, jobs: readonly ClaimedJob[]): Promise<Map<bigint, Claim>> {
  const ids = jobs.map(({ taskId }) => taskId);
  const dispatches = jobs.map(({ dispatch }) => dispatch);
  const again = jobs.map((job) => job.again ?? false);
  const stalled = Prisma.sql`(state = 'running' AND NOT (again AND worker IS NOT DISTINCT FROM ${worker}))`;
  // A target that is locked is closing, or being started by another claim: waiting for it could be waiting in a circle.
  // Rows of tasks are locked in the order of all transactions.
  const claims = await db.$queryRaw<Claim[]>`
    WITH wanted AS MATERIALIZED (
      SELECT j.*, ${isWanted(Prisma.sql`j.job_id`)} AS is_wanted
      FROM unnest(${ids}::bigint[], ${dispatches}::int[], ${again}::boolean[]) AS j(job_id, job_dispatch, again)
    ), held AS MATERIALIZED (
      SELECT t.id FROM tasks t JOIN wanted ON t.id = job_id
      WHERE t.id = ANY(${ids}::bigint[]) AND t.dispatch = job_dispatch AND t.state IN ('queued', 'running')
      ORDER BY t.source, t.request FOR NO KEY UPDATE OF t
    ), claimed AS (
      UPDATE tasks SET state = CASE WHEN is_wanted THEN 'running' ELSE 'waiting' END, claim = claim + 1,
        stalls = stalls + ${stalled}::int, lone_stalls = lone_stalls + (${stalled} AND alone)::int, alone = false,
        worker = CASE WHEN is_wanted THEN ${worker} END, not_before = CASE WHEN NOT is_wanted THEN not_before END,
        started_at = CASE WHEN is_wanted THEN coalesce(started_at, clock_timestamp()) ELSE started_at END
      FROM wanted WHERE id = ANY(${ids}::bigint[]) AND id = job_id AND id IN (SELECT id FROM held)
      RETURNING tasks.*
    ), begun AS (
      UPDATE run_targets SET started_at = clock_timestamp() WHERE id IN (
        SELECT t.id FROM claimed JOIN task_targets tt ON tt.task_id = claimed.id JOIN run_targets t ON t.id = tt.target_id
        WHERE claimed.state = 'running' AND t.started_at IS NULL FOR NO KEY UPDATE OF t SKIP LOCKED)
    )
    SELECT id AS "taskId", dispatch, claim, run_id AS "runId", source, dataset, collector, step, input, label,
      document_key AS "documentKey", priority, attempts, throttles, stalls, lone_stalls AS "loneStalls",
      coalesce(extract(epoch FROM clock_timestamp() - throttled_at) * 1000, 0)::float8 AS "throttledForMs"
    FROM claimed WHERE state = 'running'`;
  return new Map(claims.map((claim) => [claim.taskId, claim]));
}

/**
 * Takes back the stall with which another worker overtook this claim: its worker was not lost, but could not write, as the
 * disk was full.
 */
export async function forgiveStall(db: Sql, { taskId, claim }: Claim, alone: boolean): Promise<void> {
  await db.$executeRaw`
    UPDATE tasks SET stalls = greatest(0, stalls - 1), lone_stalls = greatest(0, lone_stalls - ${alone ? 1 : 0})
    WHERE id = ${taskId} AND claim > ${claim}`;
}

/** Notes that a task has its worker to itself from now on. @throws {Fenced} */
export async function markAlone(db: Sql, claim: Claim): Promise<void> {
  const marked = await db.$executeRaw`
    UPDATE tasks SET alone = true WHERE id = ${claim.taskId} AND claim = ${claim.claim} AND state = 'running'`;
  if (marked === 0) throw new Fenced(claim);
}

/**
 * Returns a task without counting an attempt: there was no permit, or its worker stops. Returns whether its job is to
 * run again; not if the worker was overtaken, or no run wants the task any more.
 */
export const giveBack = (db: Sql, claim: Claim): Promise<boolean> => letGo(db, claim, Prisma.empty);

/**
 * Returns a task until a later instant, counting the attempt (a retry) or a throttle, and its error. A throttled one
 * loses a step of priority within its class. Returns whether its job is to run again, as `giveBack` does.
 */
export function postpone(
  db: Sql,
  claim: Claim,
  { delayMs, throttled, error }: { delayMs: number; throttled: boolean; error: { code: string; message: string } },
): Promise<boolean> {
  const counted = throttled
    ? Prisma.sql`throttles = throttles + 1, throttled_at = coalesce(throttled_at, clock_timestamp()),
        priority = least(priority + 1, priority / 10 * 10 + 9)`
    : Prisma.sql`attempts = attempts + 1`;
  return letGo(
    db,
    claim,
    Prisma.sql`, not_before = clock_timestamp() + ${delayMs} * interval '1 ms', ${counted},
      error_code = ${error.code}, error_message = ${error.message}`,
  );
}

async function letGo(db: Sql, { taskId, claim }: Claim, changes: Prisma.Sql): Promise<boolean> {
  // A worker that lost the connection before the answer retries: a task that this claim has returned before counts as
  // done.
  const rows = await db.$queryRaw<{ state: string }[]>`
    WITH wanted AS (SELECT ${isWanted(Prisma.sql`${taskId}`)} AS is_wanted), let_go AS (
      UPDATE tasks SET state = CASE WHEN is_wanted THEN 'queued' ELSE 'waiting' END, worker = NULL, alone = false ${changes}
      FROM wanted WHERE id = ${taskId} AND claim = ${claim} AND state = 'running' RETURNING state
    )
    SELECT state FROM let_go
    UNION ALL SELECT state FROM tasks WHERE id = ${taskId} AND claim = ${claim} AND state <> 'running'`;
  return rows[0]?.state === 'queued';
}
