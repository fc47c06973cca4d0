// The ledger's facts about one run, target or task, from which it is explained why it waits, was skipped or failed.

import type { SourceId } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** A task with what holds it back. */
export interface TaskFacts {
  readonly id: bigint;
  readonly runId: bigint;
  readonly source: SourceId;
  readonly dataset: string;
  readonly title: string;
  readonly label: string;
  readonly state: string;
  readonly held: boolean;
  readonly attempts: number;
  readonly throttles: number;
  readonly notBefore: Date | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly worker: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly runPausedAt: Date | null;
  /** Open tasks of its source that come before it. */
  readonly ahead: number;
  /** Tasks of its source that began within the period of its pace. */
  readonly used: number;
}

/** A task; null if there is none of that id. */
export async function taskFacts(sql: Sql, id: bigint, now: Date): Promise<TaskFacts | null> {
  const [row] = await sql.$queryRaw<TaskFacts[]>`
    SELECT k.id, k.run_id AS "runId", k.source, k.dataset, k.title, k.label, k.state, k.held, k.attempts, k.throttles,
      k.not_before AS "notBefore", k.error_code AS "errorCode", k.error_message AS "errorMessage", k.worker,
      k.started_at AS "startedAt", k.finished_at AS "finishedAt", r.paused_at AS "runPausedAt",
      (SELECT count(*)::int FROM tasks a WHERE a.source = k.source AND a.state IN ('waiting', 'queued', 'running')
        AND NOT a.held AND (a.priority, a.id) < (k.priority, k.id)) AS ahead,
      (SELECT count(*)::int FROM tasks b WHERE b.source = k.source
        AND b.started_at > ${now}::timestamptz - s.pace_per_ms * interval '1 ms' AND b.started_at <= ${now}::timestamptz) AS used
    FROM tasks k JOIN runs r ON r.id = k.run_id LEFT JOIN source_state s ON s.source = k.source WHERE k.id = ${id}`;
  return row ?? null;
}

/** A target of a run with what decides about it. */
export interface ExecutionFacts {
  readonly id: bigint;
  readonly runId: bigint;
  readonly trigger: string;
  readonly dataset: string;
  readonly target: string;
  readonly tickers: readonly string[];
  readonly state: string;
  readonly skipReason: string | null;
  readonly followUp: boolean;
  readonly joinedRunId: bigint | null;
  readonly found: number;
  readonly created: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly finishedAt: Date | null;
  /** The limit of its run. */
  readonly limit: number | null;
  /** The run that has the same target open. */
  readonly hostRunId: bigint | null;
  /** Its open task that comes first. */
  readonly taskId: bigint | null;
  /** When the same target last succeeded before it. */
  readonly lastSuccessAt: Date | null;
  readonly deadSince: Date | null;
  readonly deadCode: string | null;
  /** The run that requests the failed targets of its run once more. */
  readonly retryRunId: bigint | null;
  readonly runFinishedAt: Date | null;
}

const openTask = (of: Prisma.Sql) => Prisma.sql`(SELECT k.id FROM task_targets tt JOIN tasks k ON k.id = tt.task_id
  WHERE ${of} AND k.state IN ('waiting', 'queued', 'running') ORDER BY k.state = 'running' DESC, k.priority, k.id LIMIT 1)`;

/** A target of a run; null if there is none of that id. */
export async function executionFacts(sql: Sql, id: bigint): Promise<ExecutionFacts | null> {
  const [row] = await sql.$queryRaw<ExecutionFacts[]>`
    SELECT t.id, t.run_id AS "runId", r.trigger, t.dataset, t.target, t.tickers, t.state, t.skip_reason AS "skipReason",
      t.follow_up AS "followUp", t.joined_run_id AS "joinedRunId", t.found, t.created, t.error_code AS "errorCode",
      t.error_message AS "errorMessage", t.finished_at AS "finishedAt", (r.request ->> 'limit')::int AS limit,
      (SELECT o.run_id FROM run_targets o WHERE o.dataset = t.dataset AND o.target = t.target AND o.state = 'open'
        AND NOT o.follow_up AND o.id <> t.id LIMIT 1) AS "hostRunId",
      ${openTask(Prisma.sql`tt.target_id = t.id`)} AS "taskId",
      (SELECT max(s.finished_at) FROM run_targets s WHERE s.dataset = t.dataset AND s.target = t.target
        AND s.state IN ('done', 'nothing') AND s.id < t.id) AS "lastSuccessAt",
      d.created_at AS "deadSince", d.error_code AS "deadCode",
      (SELECT y.id FROM runs y WHERE y.retry_of = t.run_id) AS "retryRunId", r.finished_at AS "runFinishedAt"
    FROM run_targets t JOIN runs r ON r.id = t.run_id
      LEFT JOIN dead_letters d ON d.dataset = t.dataset AND d.target = t.target AND d.revived_at IS NULL
    WHERE t.id = ${id}`;
  return row ?? null;
}

/** A run with what it waits for. */
export interface RunFacts {
  readonly id: bigint;
  readonly dataset: string;
  readonly trigger: string;
  readonly state: string;
  readonly ending: string | null;
  readonly createdAt: Date;
  readonly pausedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly limit: number | null;
  readonly targets: number;
  readonly byState: Readonly<Record<string, number>>;
  /** Skipped targets by the reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Failed targets by their code. */
  readonly codes: Readonly<Record<string, number>>;
  readonly openTasks: number;
  /** Its open task that comes first. */
  readonly taskId: bigint | null;
  /** Its first open target without a task that waits behind another run. */
  readonly followUpId: bigint | null;
  /** Runs that wait for the planner and were made before it. */
  readonly unplannedBefore: number;
  readonly retryOf: bigint | null;
}

/** A run; null if there is none of that id. */
export async function runFacts(sql: Sql, id: bigint): Promise<RunFacts | null> {
  const counted = (value: Prisma.Sql, condition: Prisma.Sql) => Prisma.sql`(
    SELECT coalesce(jsonb_object_agg(value, n), '{}') FROM (SELECT ${value} AS value, count(*)::int AS n FROM run_targets t
      WHERE t.run_id = r.id AND ${condition} GROUP BY 1) s)`;
  const [row] = await sql.$queryRaw<RunFacts[]>`
    SELECT r.id, r.dataset, r.trigger, r.state, r.ending, r.created_at AS "createdAt", r.paused_at AS "pausedAt",
      r.finished_at AS "finishedAt", r.retry_of AS "retryOf", (r.request ->> 'limit')::int AS limit,
      (SELECT count(*)::int FROM run_targets t WHERE t.run_id = r.id) AS targets,
      ${counted(Prisma.sql`t.state`, Prisma.sql`true`)} AS "byState",
      ${counted(Prisma.sql`coalesce(t.skip_reason, 'unknown')`, Prisma.sql`t.state = 'skipped'`)} AS skipped,
      ${counted(Prisma.sql`coalesce(t.error_code, 'UNKNOWN')`, Prisma.sql`t.state IN ('failed', 'gone')`)} AS codes,
      (SELECT count(*)::int FROM tasks k WHERE k.run_id = r.id AND k.state IN ('waiting', 'queued', 'running')) AS "openTasks",
      (SELECT k.id FROM tasks k WHERE k.run_id = r.id AND k.state IN ('waiting', 'queued', 'running')
        ORDER BY k.state = 'running' DESC, k.priority, k.id LIMIT 1) AS "taskId",
      (SELECT t.id FROM run_targets t WHERE t.run_id = r.id AND t.state = 'open' AND t.follow_up ORDER BY t.id LIMIT 1) AS "followUpId",
      (SELECT count(*)::int FROM runs b WHERE b.finished_at IS NULL AND b.planned_at IS NULL AND b.id < r.id) AS "unplannedBefore"
    FROM runs r WHERE r.id = ${id}`;
  return row ?? null;
}
