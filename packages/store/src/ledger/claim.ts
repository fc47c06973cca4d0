import type { DatasetId, SourceId } from '@tickermill/core';
import type { Database } from '../database.ts';

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
  readonly stalls: number;
}

/**
 * Takes a task for the job that carries its dispatch number; null when that job has been overtaken.
 * A task that is running already was held by a worker that stalled: the stall is counted and that worker fenced off.
 */
export async function claimTask(
  db: Database,
  { taskId, dispatch, worker }: { taskId: bigint; dispatch: number; worker: string },
): Promise<Claim | null> {
  const [row] = await db.$queryRaw<Claim[]>`
    WITH claimed AS (
      UPDATE tasks SET state = 'running', claim = claim + 1, stalls = stalls + (state = 'running')::int,
        worker = ${worker}, not_before = NULL, started_at = coalesce(started_at, clock_timestamp())
      WHERE id = ${taskId} AND dispatch = ${dispatch} AND state IN ('queued', 'running')
      RETURNING *
    ), begun AS (
      UPDATE run_targets t SET started_at = clock_timestamp() FROM claimed c JOIN task_targets tt ON tt.task_id = c.id
      WHERE t.id = tt.target_id AND t.started_at IS NULL
    )
    SELECT id AS "taskId", dispatch, claim, run_id AS "runId", source, dataset, collector, step, input, label,
      document_key AS "documentKey", priority, attempts, throttles, stalls
    FROM claimed`;
  return row ?? null;
}

/** Lets go of a task without an attempt being counted: there was no permit, or its worker stops. */
export async function giveBack(db: Database, { taskId, claim }: Claim): Promise<void> {
  await db.$executeRaw`
    UPDATE tasks SET state = 'queued', worker = NULL WHERE id = ${taskId} AND claim = ${claim} AND state = 'running'`;
}

/** Lets go of a task until a later instant, counting the attempt (a retry) or a throttle, and its error. */
export async function postpone(
  db: Database,
  { taskId, claim }: Claim,
  { delayMs, throttled, error }: { delayMs: number; throttled: boolean; error: { code: string; message: string } },
): Promise<void> {
  await db.$executeRaw`
    UPDATE tasks SET state = 'queued', worker = NULL, not_before = clock_timestamp() + ${delayMs} * interval '1 ms',
      attempts = attempts + ${throttled ? 0 : 1}, throttles = throttles + ${throttled ? 1 : 0},
      throttled_at = CASE WHEN ${throttled} THEN coalesce(throttled_at, clock_timestamp()) ELSE throttled_at END,
      error_code = ${error.code}, error_message = ${error.message}
    WHERE id = ${taskId} AND claim = ${claim} AND state = 'running'`;
}
