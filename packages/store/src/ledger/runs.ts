import type { DatasetId, RunReport } from '@tickermill/core';
import type { Database, Prisma } from '../database.ts';

/** Why a run exists. */
export type Trigger = 'schedule' | 'late' | 'manual' | 'backfill' | 'retry' | 'tracked';

/** What a run was asked for, as the planner reads it: the tickers, and the parameters of their targets. */
export interface RunRequest {
  /** Null for a dataset whose target is a whole market. */
  readonly tickers: readonly string[] | null;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  /** Passes the freshness gate and asks for documents that were set aside. */
  readonly force: boolean;
}

export interface NewRun {
  readonly dataset: DatasetId;
  readonly trigger: Trigger;
  readonly request: RunRequest;
}

/** Writes a run that is still to be planned and returns its id. */
export async function createRun(db: Database, { dataset, trigger, request }: NewRun): Promise<bigint> {
  const run = await db.run.create({
    data: { dataset, trigger, request: { ...request } as unknown as Prisma.InputJsonObject },
  });
  return run.id;
}

export interface PlannedRun extends NewRun {
  readonly id: bigint;
}

/** A run that waits for its planner, locked until the transaction ends; null when it is planned already. */
export async function lockUnplannedRun(tx: Database, id: bigint): Promise<PlannedRun | null> {
  const [row] = await tx.$queryRaw<PlannedRun[]>`
    SELECT id, dataset, trigger, request FROM runs WHERE id = ${id} AND state = 'planning' FOR UPDATE`;
  return row ?? null;
}

/** Marks a run as planned: its targets and first tasks are rows. */
export async function markRunPlanned(tx: Database, id: bigint): Promise<void> {
  await tx.run.update({ where: { id }, data: { state: 'running', plannedAt: new Date() } });
}

/** Of these runs, those whose every target is closed and whose report is not written. */
export async function runsToFinish(db: Database, ids: readonly bigint[]): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM runs r
    WHERE id = ANY(${ids}::bigint[]) AND finished_at IS NULL AND planned_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM run_targets WHERE run_id = r.id AND state = 'open')`;
  return rows.map((row) => row.id);
}

/** Runs that crashed processes left behind: unplanned ones, and ones whose last target closed without a report. */
export async function abandonedRuns(
  db: Database,
  olderThanMs: number,
): Promise<{ unplanned: bigint[]; unfinished: bigint[] }> {
  const rows = await db.$queryRaw<{ id: bigint; planned: boolean }[]>`
    SELECT id, planned_at IS NOT NULL AS planned FROM runs r
    WHERE finished_at IS NULL AND created_at < now() - ${olderThanMs} * interval '1 ms'
      AND (planned_at IS NULL OR NOT EXISTS (SELECT FROM run_targets WHERE run_id = r.id AND state = 'open'))`;
  const ids = (planned: boolean) => rows.filter((row) => row.planned === planned).map((row) => row.id);
  return { unplanned: ids(false), unfinished: ids(true) };
}

/** How many failed targets a report names. */
const failedTargetsNamed = 100;

/** The report of a run as its ledger stands now. */
export async function reportOf(db: Database, id: bigint): Promise<RunReport> {
  const [row] = await db.$queryRaw<{ report: RunReport }[]>`
    WITH target AS MATERIALIZED (SELECT * FROM run_targets WHERE run_id = ${id}),
         task AS MATERIALIZED (SELECT state, attempts, throttles, error_code FROM tasks WHERE run_id = ${id})
    SELECT jsonb_build_object(
      'duration_ms', (SELECT round(extract(epoch FROM coalesce(finished_at, now()) - created_at) * 1000) FROM runs WHERE id = ${id}),
      'targets', (SELECT count(*) FROM target),
      'targets_by_state', (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (SELECT state, count(*) n FROM target GROUP BY 1) s),
      'found', (SELECT coalesce(sum(tt.found), 0) FROM target t JOIN task_targets tt ON tt.target_id = t.id),
      'created', (SELECT coalesce(sum(tt.created), 0) FROM target t JOIN task_targets tt ON tt.target_id = t.id),
      'other_issuer', (SELECT coalesce(sum(tt.other_issuer), 0) FROM target t JOIN task_targets tt ON tt.target_id = t.id),
      'requests', (SELECT coalesce(sum(attempts + throttles), 0) FROM task),
      'retried', (SELECT count(*) FROM task WHERE attempts > 1),
      'tasks', (SELECT count(*) FROM task),
      'tasks_by_state', (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (SELECT state, count(*) n FROM task GROUP BY 1) s),
      'errors', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', error_code, 'tasks', n) ORDER BY n DESC, error_code), '[]')
                 FROM (SELECT error_code, count(*) n FROM task WHERE state = 'failed' GROUP BY 1) e),
      'failed', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'target', target, 'tickers', tickers, 'state', state, 'code', error_code, 'message', error_message)), '[]')
                 FROM (SELECT * FROM target WHERE state IN ('failed', 'gone', 'partial') ORDER BY id LIMIT ${failedTargetsNamed}) f)
    ) AS report`;
  if (!row) throw new Error(`run ${id} has no report`);
  return row.report;
}

/**
 * Closes a run whose targets are all closed, with its report; null when another process did, or it is not time yet.
 * Partial if any target is partial, failed, gone or superseded; failed if none succeeded.
 */
export async function finishRun(
  tx: Database,
  id: bigint,
): Promise<{ dataset: DatasetId; state: string; report: RunReport } | null> {
  const [row] = await tx.$queryRaw<{ dataset: DatasetId; state: string }[]>`
    UPDATE runs r SET finished_at = clock_timestamp(), state = CASE
        WHEN s.short = 0 AND s.cancelled = 0 THEN 'done'
        WHEN s.succeeded > 0 THEN 'partial'
        WHEN s.short = 0 THEN 'cancelled'
        ELSE 'failed' END
    FROM (SELECT count(*) FILTER (WHERE state IN ('partial', 'failed', 'gone', 'superseded')) AS short,
                 count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
                 count(*) FILTER (WHERE state IN ('done', 'nothing', 'partial', 'skipped')) AS succeeded,
                 count(*) FILTER (WHERE state = 'open') AS open
          FROM run_targets WHERE run_id = ${id}) s
    WHERE r.id = ${id} AND r.finished_at IS NULL AND r.planned_at IS NOT NULL AND s.open = 0
    RETURNING r.dataset, r.state`;
  if (!row) return null;
  const report = await reportOf(tx, id);
  await tx.run.update({ where: { id }, data: { report: report as unknown as Prisma.InputJsonObject } });
  return { ...row, report };
}
