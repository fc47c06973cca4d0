// Marks runs as cancelled, superseded or stopped, and carries that out on their tasks and targets.

import type { DatasetId } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import type { FormerJob } from './dispatch.ts';
import { closeTargets } from './targets.ts';
import { lockTasksOf } from './wanted.ts';

/**
 * Marks a run as cancelled; the cancellation round then closes targets without running tasks. Returns the state in
 * which it was found: a run that has ended, or was cancelled before, stays as it is. Null if there is none of that id.
 */
export async function markCancelled(tx: Database, id: bigint): Promise<'open' | 'called-off' | 'ended' | null> {
  // Locked against its planner: planned whole, or never.
  const [run] = await tx.$queryRaw<{ state: 'open' | 'called-off' | 'ended' }[]>`
    SELECT CASE WHEN finished_at IS NOT NULL THEN 'ended' WHEN ending IS NOT NULL THEN 'called-off' ELSE 'open' END AS state
    FROM runs WHERE id = ${id} FOR NO KEY UPDATE`;
  if (run?.state === 'open') await tx.run.update({ where: { id }, data: { ending: 'cancelled' } });
  return run?.state ?? null;
}

/**
 * Marks as superseded the runs of earlier slots of this run's group that are still open, planned or not. Returns the
 * ids of all that need a cancellation round, also those marked before. A run that is no slot supersedes none, nor does
 * one of a dataset that is not among these.
 */
export async function supersedeEarlierSlots(
  db: Database,
  id: bigint,
  superseding: readonly DatasetId[],
): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    UPDATE runs earlier SET ending = coalesce(earlier.ending, 'superseded') FROM runs later
    WHERE later.id = ${id} AND later.trigger = 'schedule' AND later.finished_at IS NULL AND later.ending IS NULL
      AND earlier.dataset = later.dataset AND earlier.group_key = later.group_key AND earlier.due_at < later.due_at
      AND earlier.finished_at IS NULL AND earlier.dataset = ANY(${[...superseding]}::text[])
    RETURNING earlier.id`;
  return rows.map((row) => row.id);
}

/**
 * Marks as stopped those of the runs that a failed task serves which allow so many failures of the source in a row and
 * have just had them. `codes`: the errors that are the source's fault. Returns the runs, which need a cancellation
 * round.
 */
export async function stopFailingRuns(db: Sql, taskId: bigint, codes: readonly string[]): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    UPDATE runs r SET ending = 'stopped'
    WHERE id IN (SELECT t.run_id FROM task_targets tt JOIN run_targets t ON t.id = tt.target_id WHERE tt.task_id = ${taskId})
      AND max_consecutive_failures IS NOT NULL AND ending IS NULL AND finished_at IS NULL
      AND max_consecutive_failures = (
        SELECT count(*) FILTER (WHERE state = 'failed' AND error_code = ANY(${[...codes]}::text[])) FROM (
          SELECT state, error_code FROM tasks WHERE run_id = r.id AND state IN ('done', 'nothing', 'gone', 'failed')
          ORDER BY finished_at DESC LIMIT r.max_consecutive_failures) latest)
    RETURNING id`;
  return rows.map(({ id }) => id);
}

/** The result of a cancellation round. */
interface Settled {
  readonly dropped: readonly FormerJob[];
  /** Runs whose targets were closed by it. */
  readonly runs: readonly bigint[];
  /** A task was added meanwhile: another round is needed. */
  readonly more: boolean;
}

/**
 * Carries out cancellations: waiting and queued tasks end with their runs, tasks that serve another run's open target
 * go on for that one only, and targets without an open task close. A target with a running task stays open until that
 * ends: it may still commit. Idempotent, and without effect on a run that goes on: a cancellation round is safe at any
 * time.
 */
export async function cancelMarkedRuns(tx: Database, ids: readonly bigint[]): Promise<Settled> {
  const calledOff = await tx.run.findMany({
    where: { id: { in: [...ids] }, ending: { not: null } },
    select: { id: true },
  });
  const runIds = calledOff.map(({ id }) => id);
  const locked = await lockTasksOf(tx, runIds, ['waiting', 'queued']);
  // From here on these tasks can be neither claimed nor linked to further targets.
  const dropped = await tx.$queryRaw<FormerJob[]>`
    WITH dropped AS (
      UPDATE tasks SET state = CASE called_off.ending WHEN 'stopped' THEN 'cancelled' ELSE called_off.ending END, finished_at = clock_timestamp(), not_before = NULL, held = false
      FROM tasks before, LATERAL (
        SELECT min(r.ending) AS ending, bool_and(r.ending IS NOT NULL) AS by_all
        FROM task_targets tt JOIN run_targets t ON t.id = tt.target_id JOIN runs r ON r.id = t.run_id
        WHERE tt.task_id = before.id AND t.state = 'open') called_off
      WHERE tasks.id = ANY(${locked}::bigint[]) AND before.id = tasks.id AND called_off.by_all
      RETURNING tasks.source, tasks.id, tasks.dispatch, before.state AS was
    )
    SELECT source, id AS "taskId", dispatch FROM dropped WHERE was = 'queued'`;
  await handOver(tx, locked, runIds);
  const open = await tx.runTarget.findMany({ where: { runId: { in: runIds }, state: 'open' }, select: { id: true } });
  const runs = await closeTargets(tx, open);
  const [left] = await tx.$queryRaw<{ more: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM run_targets t JOIN task_targets tt ON tt.target_id = t.id JOIN tasks k ON k.id = tt.task_id
      WHERE t.run_id = ANY(${runIds}::bigint[]) AND t.state = 'open' AND k.state IN ('waiting', 'queued')) AS more`;
  return { dropped, runs, more: left?.more ?? false };
}

/** Moves the open ones of these tasks from the targets of these runs to a run that goes on. */
async function handOver(tx: Database, taskIds: readonly bigint[], runIds: readonly bigint[]): Promise<void> {
  const shared = Prisma.sql`k.id = ANY(${[...taskIds]}::bigint[]) AND k.state IN ('waiting', 'queued')`;
  await tx.$executeRaw`
    DELETE FROM task_targets tt USING tasks k, run_targets t
    WHERE ${shared} AND tt.task_id = k.id AND t.id = tt.target_id AND t.state = 'open' AND t.run_id = ANY(${[...runIds]}::bigint[])`;
  // Else the report of a run that has ended would count requests that are made after it.
  await tx.$executeRaw`
    UPDATE tasks SET run_id = heir.run_id
    FROM tasks k, LATERAL (
      SELECT t.run_id FROM task_targets tt JOIN run_targets t ON t.id = tt.target_id
      WHERE tt.task_id = k.id AND t.state = 'open' ORDER BY t.id LIMIT 1) heir
    WHERE ${shared} AND tasks.id = k.id AND k.run_id = ANY(${[...runIds]}::bigint[])`;
}
