// Writes targets, skipped ones included, and closes those without open tasks.

import type { DatasetId, TargetKind } from '@tickermill/core';
import { Prisma, type Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import { buryTargets } from './dead-letters.ts';

/** A target of a run, before it is a row. */
export interface NewTarget {
  readonly target: string;
  readonly tickers: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  /** Requests documents that were set aside as well. */
  readonly force: boolean;
  /** The priority of its tasks; lower is first. */
  readonly priority: number;
}

interface TargetsOf<T> {
  readonly runId: bigint;
  readonly dataset: DatasetId;
  readonly kind: TargetKind;
  readonly targets: readonly T[];
}

/**
 * Writes targets of a run as open and returns their ids, by target. At most one is open per dataset and target, and one
 * `followUp` waits behind it: a target that another run has so already is left out.
 */
export async function addTargets(
  tx: Sql,
  { runId, dataset, kind, targets, followUp = false }: TargetsOf<NewTarget> & { followUp?: boolean },
): Promise<Map<string, bigint>> {
  if (targets.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ id: bigint; target: string }[]>`
    INSERT INTO run_targets (run_id, dataset, target_kind, target, tickers, params, force, priority, follow_up)
    SELECT ${runId}, ${dataset}, ${kind}, target, tickers, params, force, priority, ${followUp}
    FROM jsonb_to_recordset(${JSON.stringify(targets)}::jsonb)
      AS w(target text, tickers text[], params jsonb, force boolean, priority int) ORDER BY target
    ON CONFLICT (dataset, target, follow_up) WHERE state = 'open' DO NOTHING
    RETURNING id, target`;
  return new Map(rows.map(({ id, target }) => [target, id]));
}

/** A target that a gate skips. */
export interface SkippedTarget extends Pick<NewTarget, 'target' | 'tickers' | 'params'> {
  readonly reason: string;
  /** The run that it has joined: that one covers the request. */
  readonly joined?: bigint;
}

/** Writes targets of a run as skipped, each with its reason. */
export async function skipTargets(tx: Sql, { runId, dataset, kind, targets }: TargetsOf<SkippedTarget>): Promise<void> {
  if (targets.length === 0) return;
  const rows = targets.map(({ joined, ...target }) => ({
    ...target,
    joined: joined === undefined ? null : String(joined),
  }));
  await tx.$executeRaw`
    INSERT INTO run_targets (run_id, dataset, target_kind, target, tickers, params, state, skip_reason, joined_run_id, finished_at)
    SELECT ${runId}, ${dataset}, ${kind}, target, tickers, params, 'skipped', reason, joined, clock_timestamp()
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS w(target text, tickers text[], params jsonb, reason text, joined bigint) ORDER BY target`;
}

/** A target that a task serves. */
export interface ServedTarget {
  /** The id of the run target. */
  readonly id: bigint;
  /** The target: a CIK, an instrument's id, or `*`. */
  readonly target: string;
  readonly kind: TargetKind;
  /** The dataset of its run, which may be another than that of the task. */
  readonly dataset: DatasetId;
  readonly tickers: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly force: boolean;
  readonly priority: number;
  readonly runId: bigint;
  /** Set if its run was cancelled: how it closes. */
  readonly ending: 'cancelled' | 'superseded' | 'stopped' | null;
}

/** The targets of tasks whose end this transaction has written, by task: no other can be linked to them any more. */
export async function targetsServedBy(tx: Sql, taskIds: readonly bigint[]): Promise<Map<bigint, ServedTarget[]>> {
  const rows = await tx.$queryRaw<(ServedTarget & { taskId: bigint })[]>`
    SELECT tt.task_id AS "taskId", t.id, t.target, t.target_kind AS kind, t.dataset, t.tickers, t.params, t.force, t.priority,
      r.id AS "runId", r.ending
    FROM task_targets tt JOIN run_targets t ON t.id = tt.target_id JOIN runs r ON r.id = t.run_id
    WHERE tt.task_id = ANY(${[...taskIds]}::bigint[]) ORDER BY t.id`;
  const served = new Map<bigint, ServedTarget[]>(taskIds.map((id) => [id, []]));
  for (const { taskId, ...target } of rows) served.get(taskId)?.push(target);
  return served;
}

const hasOpenTask = Prisma.sql`EXISTS (
  SELECT FROM task_targets ott JOIN tasks o ON o.id = ott.task_id
  WHERE ott.target_id = t.id AND o.state IN ('waiting', 'queued', 'running'))`;

/**
 * Closes those of the targets whose last task has ended, and returns the runs of those that it closed. To be called when
 * the end of a task is committed: of two workers that end the last two tasks of a target at once, each would see the
 * other's as open before. What a process that is lost in between leaves open, the reconciler closes.
 */
export async function closeEndedTargets(store: Store, targets: readonly { readonly id: bigint }[]): Promise<bigint[]> {
  if (targets.length === 0) return [];
  // Most tasks are not the last of their target: for them this is all, and no row is locked.
  const ended = await store.sql.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM run_targets t WHERE id = ANY(${targets.map(({ id }) => id)}::bigint[]) AND state = 'open' AND NOT ${hasOpenTask}`;
  return ended.length === 0 ? [] : store.sqlTransaction((tx) => closeTargets(tx, ended));
}

/** Closes every target that is open although its tasks have ended (a follow-up has none yet), and returns the runs of those that it closed. */
export async function closeTargetsLeftOpen(store: Store): Promise<bigint[]> {
  const left = await store.db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM run_targets t WHERE state = 'open' AND NOT follow_up AND NOT ${hasOpenTask}`;
  return left.length === 0 ? [] : store.sqlTransaction((tx) => closeTargets(tx, left));
}

/**
 * Closes those of the targets that have no open task left, with the sums over their tasks; a target of a cancelled run
 * closes in that state, whatever its tasks' outcomes. Returns the runs of the targets that it closed.
 */
export async function closeTargets(tx: Sql, targets: readonly { readonly id: bigint }[]): Promise<bigint[]> {
  if (targets.length === 0) return [];
  const ids = targets.map(({ id }) => id);
  // Waited for in a statement of its own: only the next one sees what others have committed.
  await tx.$executeRaw`
    SELECT FROM run_targets WHERE id = ANY(${ids}::bigint[]) AND state = 'open' ORDER BY id FOR NO KEY UPDATE`;
  const rows = await tx.$queryRaw<{ id: bigint; runId: bigint; ownFault: boolean }[]>`
    UPDATE run_targets t SET finished_at = clock_timestamp(), found = s.found, created = s.created,
      other_issuer = s.other_issuer,
      error_code = coalesce(s.errors[1][1], CASE s.ending WHEN 'stopped' THEN 'RUN_STOPPED' ELSE upper(s.ending) END,
        CASE WHEN s.gone THEN 'GONE' END),
      error_message = coalesce(s.errors[1][2], 'The run was ' || s.ending || ' before this target was done.',
        CASE WHEN s.gone THEN 'The source no longer knows it.' END),
      own_fault = s.own_fault AND s.ending IS NULL,
      state = CASE
        WHEN s.ending = 'stopped' THEN 'cancelled'
        WHEN s.ending IS NOT NULL THEN s.ending
        WHEN s.gone THEN 'gone'
        WHEN s.own_failed THEN 'failed'
        WHEN s.any_failed OR s.cut THEN 'partial'
        WHEN s.found = 0 AND s.created = 0 THEN 'nothing'
        ELSE 'done' END
    FROM (
      SELECT w.id AS target_id, r.ending, coalesce(sum(tt.found), 0) AS found, coalesce(sum(tt.created), 0) AS created,
        coalesce(sum(tt.other_issuer), 0) AS other_issuer,
        bool_or(k.state = 'gone' AND k.parent_id IS NULL) AS gone,
        bool_or(k.state = 'failed' AND k.parent_id IS NULL) AS own_failed,
        coalesce(bool_or(k.parent_id IS NULL AND (k.state = 'gone' OR k.own_fault)), false) AS own_fault,
        bool_or(k.state = 'failed') AS any_failed,
        bool_or(k.cut) AS cut,
        array_agg(ARRAY[k.error_code, k.error_message] ORDER BY k.parent_id NULLS FIRST, k.id)
          FILTER (WHERE k.state = 'failed') AS errors
      FROM run_targets w JOIN runs r ON r.id = w.run_id
        LEFT JOIN task_targets tt ON tt.target_id = w.id LEFT JOIN tasks k ON k.id = tt.task_id AND NOT k.replaced
      WHERE w.id = ANY(${ids}::bigint[]) AND w.state = 'open' GROUP BY w.id, r.ending
    ) s
    WHERE t.id = s.target_id AND NOT ${hasOpenTask}
    RETURNING t.id, t.run_id AS "runId", t.own_fault AS "ownFault"`;
  await buryTargets(
    tx,
    rows.filter(({ ownFault }) => ownFault).map(({ id }) => id),
  );
  return [...new Set(rows.map(({ runId }) => runId))];
}
