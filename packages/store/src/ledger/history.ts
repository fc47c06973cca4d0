// Reads executions and their statistics, for the API.

import type { Day } from '@tickermill/core';
import { Prisma, type Store } from '../database.ts';

/** How an execution ended. */
export type ExecutionStatus = 'success' | 'failed' | 'running' | 'skipped';

/** One target of one run: the request about a ticker, and its outcome. */
export interface Execution {
  readonly id: bigint;
  /** The first of its tickers; null for a whole market. */
  readonly ticker: string | null;
  readonly tickers: string[];
  readonly target: string;
  readonly dataset: string;
  readonly runId: bigint;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly partial: boolean;
  readonly skipReason: string | null;
  readonly found: number;
  readonly created: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly status: ExecutionStatus;
  readonly durationSeconds: number | null;
}

/** Counts of executions; seconds are those of executions that ended. */
export interface ExecutionStatistics {
  readonly asked: number;
  readonly success: number;
  readonly partial: number;
  readonly failed: number;
  readonly running: number;
  readonly skipped: number;
  readonly averageSeconds: number | null;
  readonly found: number;
  readonly created: number;
}

/** The selection of executions; a field that is left out means any. */
export interface ExecutionFilter {
  readonly dataset?: string | undefined;
  readonly status?: ExecutionStatus | undefined;
  /** The target, under any of these names. */
  readonly targets?: readonly string[] | undefined;
  /** Days (UTC), both included. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

const succeeded = Prisma.sql`t.state IN ('done', 'nothing', 'partial')`;
const failed = Prisma.sql`t.state IN ('failed', 'gone', 'cancelled', 'superseded')`;
const conditionOf: Readonly<Record<ExecutionStatus, Prisma.Sql>> = {
  success: succeeded,
  failed,
  running: Prisma.sql`t.state = 'open'`,
  skipped: Prisma.sql`t.state = 'skipped'`,
};

/** When it happened: a skip has no start. */
const at = Prisma.sql`coalesce(t.started_at, t.finished_at)`;

function whereOf({ dataset, status, targets, from, to }: ExecutionFilter): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (dataset !== undefined) conditions.push(Prisma.sql`t.dataset = ${dataset}`);
  if (status !== undefined) conditions.push(conditionOf[status]);
  if (targets !== undefined) conditions.push(Prisma.sql`t.target = ANY(${[...targets]}::text[])`);
  if (from !== undefined) conditions.push(Prisma.sql`${at} >= ${from}::date::timestamp AT TIME ZONE 'UTC'`);
  if (to !== undefined) conditions.push(Prisma.sql`${at} < (${to}::date + 1)::timestamp AT TIME ZONE 'UTC'`);
  return Prisma.join(conditions, ' AND ');
}

/** A page of the executions, the latest first, and whether another follows. */
export async function listExecutions(
  { reads }: Store,
  filter: ExecutionFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ items: Execution[]; hasMore: boolean }> {
  const rows = await reads.$queryRaw<Execution[]>`
    SELECT t.id, t.tickers[1] AS ticker, t.tickers, t.target, t.dataset, t.run_id AS "runId",
      t.started_at AS "startedAt", t.finished_at AS "completedAt", t.state = 'partial' AS partial,
      t.skip_reason AS "skipReason", t.found, t.created, t.error_code AS "errorCode", t.error_message AS "errorMessage",
      CASE WHEN ${succeeded} THEN 'success' WHEN ${failed} THEN 'failed' WHEN t.state = 'open' THEN 'running'
        ELSE 'skipped' END AS status,
      round(extract(epoch FROM t.finished_at - t.started_at), 3)::float AS "durationSeconds"
    FROM run_targets t WHERE ${whereOf(filter)} ORDER BY t.id DESC LIMIT ${limit + 1} OFFSET ${offset}`;
  return { items: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** The statistics of executions. */
export async function executionStatistics({ reads }: Store, filter: ExecutionFilter): Promise<ExecutionStatistics> {
  const [row] = await reads.$queryRaw<ExecutionStatistics[]>`
    SELECT count(*) FILTER (WHERE t.state <> 'skipped')::int AS asked,
      count(*) FILTER (WHERE ${succeeded})::int AS success,
      count(*) FILTER (WHERE t.state = 'partial')::int AS partial,
      count(*) FILTER (WHERE ${failed})::int AS failed,
      count(*) FILTER (WHERE t.state = 'open')::int AS running,
      count(*) FILTER (WHERE t.state = 'skipped')::int AS skipped,
      round(extract(epoch FROM avg(t.finished_at - t.started_at)), 3)::float AS "averageSeconds",
      coalesce(sum(t.found), 0)::int AS found, coalesce(sum(t.created), 0)::int AS created
    FROM run_targets t WHERE ${whereOf(filter)}`;
  return row as ExecutionStatistics;
}
