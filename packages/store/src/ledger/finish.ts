// Closes runs, and records that their end was published.

import type { DatasetId } from '@tickermill/core';
import type { Database, Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { type RunReport, readReport, reportOf, type StoredReport } from './report.ts';

/** Of these runs, those whose every target is closed, or that were never planned, and whose report is not written. */
export async function runsToFinish(db: Sql, ids: readonly bigint[]): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM runs r
    WHERE id = ANY(${[...ids]}::bigint[]) AND finished_at IS NULL AND (planned_at IS NOT NULL OR ending IS NOT NULL)
      AND NOT EXISTS (SELECT FROM run_targets WHERE run_id = r.id AND state = 'open')`;
  return rows.map((row) => row.id);
}

/** A run that has ended, as passed to subscribers. */
export interface EndedRun {
  readonly dataset: DatasetId;
  readonly trigger: string;
  readonly state: string;
  readonly report: RunReport;
}

/**
 * Closes a run whose targets are all closed, with its report; null if another process did, or it is too early.
 * Cancelled or partial if it was cancelled before its last target closed, partial if failures of its source stopped it.
 * Else partial if any target is partial, failed or gone; failed if none succeeded: skipped targets count as neither.
 */
export async function finishRun(tx: Database, id: bigint): Promise<EndedRun | null> {
  const [row] = await tx.$queryRaw<Omit<EndedRun, 'report'>[]>`
    UPDATE runs r SET finished_at = clock_timestamp(), state = CASE
        WHEN r.ending = 'stopped' THEN 'partial'
        WHEN s.cancelled > 0 OR (r.ending = 'cancelled' AND (s.targets = 0 OR r.planned_at IS NULL)) THEN 'cancelled'
        WHEN s.superseded > 0 OR (r.ending = 'superseded' AND s.targets = 0) THEN 'partial'
        WHEN s.short = 0 THEN 'done'
        WHEN s.succeeded > 0 THEN 'partial'
        ELSE 'failed' END
    FROM (SELECT count(*) AS targets,
                 count(*) FILTER (WHERE state IN ('partial', 'failed', 'gone')) AS short,
                 count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
                 count(*) FILTER (WHERE state = 'superseded') AS superseded,
                 count(*) FILTER (WHERE state IN ('done', 'nothing', 'partial')) AS succeeded,
                 count(*) FILTER (WHERE state = 'open') AS open
          FROM run_targets WHERE run_id = ${id}) s
    WHERE r.id = ${id} AND r.finished_at IS NULL AND (r.planned_at IS NOT NULL OR r.ending IS NOT NULL) AND s.open = 0
    RETURNING r.dataset, r.trigger, r.state`;
  if (!row) return null;
  const report = await reportOf(tx, id);
  await tx.run.update({ where: { id }, data: { report: report as unknown as Prisma.InputJsonObject } });
  return { ...row, report: readReport(report) };
}

/** A run that finished so long ago and whose end was not published: the process that finished it was lost meanwhile. */
export async function unpublishedRun(db: Database, id: bigint, { olderThanMs }: { olderThanMs: number }) {
  const [row] = await db.$queryRaw<(Omit<EndedRun, 'report'> & { report: StoredReport })[]>`
    SELECT dataset, trigger, state, report FROM runs
    WHERE id = ${id} AND told_at IS NULL AND finished_at < now() - ${olderThanMs} * interval '1 ms'`;
  return row ? { ...row, report: readReport(row.report) } : null;
}

/** Records that the end of a run was published. */
export async function markPublished(db: Database, id: bigint): Promise<void> {
  await db.run.update({ where: { id }, data: { toldAt: new Date() } });
}

/** Runs that crashed processes left behind, and what is to be done with each. */
export interface AbandonedRuns {
  readonly unplanned: readonly bigint[];
  /** Every target is closed and there is no report, or its end was not published. */
  readonly unfinished: readonly bigint[];
  /** Cancelled, and still with open targets: a cancellation round does nothing while their last tasks run. */
  readonly unsettled: readonly bigint[];
}

/** Finds runs that have been left as they are for so long. */
export async function abandonedRuns(db: Database, olderThanMs: number): Promise<AbandonedRuns> {
  const rows = await db.$queryRaw<{ id: bigint; left: keyof AbandonedRuns }[]>`
    SELECT id, CASE WHEN finished_at IS NOT NULL OR NOT open AND (planned OR ending IS NOT NULL) THEN 'unfinished'
      WHEN ending IS NOT NULL THEN 'unsettled' WHEN NOT planned THEN 'unplanned' END AS left
    FROM (SELECT id, finished_at, ending, planned_at IS NOT NULL AS planned,
            EXISTS (SELECT FROM run_targets WHERE run_id = r.id AND state = 'open') AS open
          FROM runs r WHERE told_at IS NULL AND coalesce(finished_at, created_at) < now() - ${olderThanMs} * interval '1 ms') r
    WHERE finished_at IS NOT NULL OR ending IS NOT NULL OR NOT open OR NOT planned ORDER BY id`;
  const ids = (left: keyof AbandonedRuns) => rows.filter((row) => row.left === left).map((row) => row.id);
  return { unplanned: ids('unplanned'), unfinished: ids('unfinished'), unsettled: ids('unsettled') };
}
