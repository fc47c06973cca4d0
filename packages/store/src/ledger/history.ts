import type { Day } from '@tickermill/core';
import type { ExecutionStatistics, ExecutionStatus, ExecutionView } from '@tickermill/core/contracts';
import { Prisma, type Store } from '../database.ts';

/** Which executions are meant; what is left out means any. */
export interface ExecutionFilter {
  readonly dataset?: string | undefined;
  readonly status?: ExecutionStatus | undefined;
  /** What was asked about, under any of these names. */
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

type Row = Omit<ExecutionView, 'started_at' | 'completed_at'> & {
  readonly started_at: Date | null;
  readonly completed_at: Date | null;
};

/** A page of the executions, the latest first, and whether another follows. */
export async function listExecutions(
  { reads }: Store,
  filter: ExecutionFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ items: ExecutionView[]; hasMore: boolean }> {
  const rows = await reads.$queryRaw<Row[]>`
    SELECT t.id::text, t.tickers[1] AS ticker, t.tickers, t.target, t.dataset, t.run_id::text, t.started_at,
      t.finished_at AS completed_at, t.state = 'partial' AS partial, t.skip_reason, t.found AS filings_found,
      t.created AS trades_created, t.error_code, t.error_message,
      CASE WHEN ${succeeded} THEN 'success' WHEN ${failed} THEN 'failed' WHEN t.state = 'open' THEN 'running' ELSE 'skipped' END AS status,
      round(extract(epoch FROM t.finished_at - t.started_at), 3)::float AS duration_seconds
    FROM run_targets t WHERE ${whereOf(filter)} ORDER BY t.id DESC LIMIT ${limit + 1} OFFSET ${offset}`;
  const items = rows.slice(0, limit).map((row) => ({
    ...row,
    started_at: row.started_at?.toISOString() ?? null,
    completed_at: row.completed_at?.toISOString() ?? null,
  }));
  return { items, hasMore: rows.length > limit };
}

/** What executions came to. */
export async function executionStatistics({ reads }: Store, filter: ExecutionFilter): Promise<ExecutionStatistics> {
  const [row] = await reads.$queryRaw<ExecutionStatistics[]>`
    SELECT count(*) FILTER (WHERE t.state <> 'skipped')::int AS total_scrapes,
      count(*) FILTER (WHERE ${succeeded})::int AS success_count,
      count(*) FILTER (WHERE t.state = 'partial')::int AS partial_count,
      count(*) FILTER (WHERE ${failed})::int AS failed_count,
      count(*) FILTER (WHERE t.state = 'open')::int AS running_count,
      count(*) FILTER (WHERE t.state = 'skipped')::int AS skipped_count,
      round(extract(epoch FROM avg(t.finished_at - t.started_at)), 3)::float AS avg_duration,
      coalesce(sum(t.found), 0)::int AS total_filings_found,
      coalesce(sum(t.created), 0)::int AS total_trades_created
    FROM run_targets t WHERE ${whereOf(filter)}`;
  return row as ExecutionStatistics;
}
