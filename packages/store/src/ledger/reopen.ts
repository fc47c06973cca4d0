// Reopens failed tasks in a manual run, and promotes queued ones, for the job console.

import { type DatasetId, PipelineError, type SourceId, type TargetKind } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import type { NewTask } from '../new-task.ts';
import type { Sql } from '../sql.ts';
import { partOf } from './covers.ts';
import { addTargets, type NewTarget, skipTargets } from './targets.ts';
import { addTasks } from './tasks.ts';

/** Of two that open a target at once, one finds the other's; each round settles what the one before found moved. */
const maxRounds = 20;

/** What has become of tasks that are to be opened again. */
export interface Reopened {
  /** The run of the reopened tasks; null if there was nothing to reopen. */
  readonly runId: bigint | null;
  readonly tasks: readonly bigint[];
  /** Tasks that are not failed, or no longer: skipped. */
  readonly notFailed: readonly bigint[];
  /** Tasks all of whose targets are dead letters: those are revived, not retried. */
  readonly dead: readonly bigint[];
}

/** A failed task with one of the targets that it was to serve. */
interface Failed extends Omit<NewTask, 'runId' | 'priority' | 'targetIds'> {
  readonly taskId: bigint;
  readonly target: NewTarget['target'];
  readonly tickers: string[];
  readonly params: Record<string, unknown>;
  readonly force: boolean;
  readonly isDead: boolean;
}

interface ReopenOptions {
  readonly dataset: DatasetId;
  /** What its targets are. */
  readonly kind: TargetKind;
  readonly taskIds: readonly bigint[];
  readonly priority: number;
}

/**
 * Opens failed tasks of one dataset again, as new tasks of a new manual run, with the targets that they served: one
 * request each, and not the whole target. A target that is open in another run is not opened twice: that run's target
 * gets the task, and the row here names it. The caller has the windows filled.
 */
export async function reopenTasks(
  tx: Database,
  { dataset, kind, taskIds, priority }: ReopenOptions,
): Promise<Reopened> {
  const failed = await failedTasks(tx, dataset, taskIds);
  const alive = failed.filter(({ isDead }) => !isDead);
  const byTask = new Map<bigint, Failed[]>();
  for (const row of alive) byTask.set(row.taskId, [...(byTask.get(row.taskId) ?? []), row]);
  const tasks = [...byTask.keys()];
  const found = new Set(failed.map(({ taskId }) => taskId));
  const outcome = {
    tasks,
    notFailed: taskIds.filter((id) => !found.has(id)),
    dead: [...found].filter((id) => !byTask.has(id)),
  };
  if (tasks.length === 0) return { ...outcome, runId: null };
  const targets = targetsOf(alive, priority);
  const runId = await insertRun(tx, dataset, targets, tasks);
  const ids = await openTargets(tx, { runId, dataset, kind, targets });
  await addTasks(
    tx,
    [...byTask.values()].flatMap((rows) => {
      const [row] = rows;
      if (!row) return [];
      const { taskId, target, tickers, params, force, isDead, ...task } = row;
      return [{ ...task, runId, priority, targetIds: rows.flatMap((each) => ids.get(each.target) ?? []) }];
    }),
  );
  return { ...outcome, runId };
}

function failedTasks(tx: Sql, dataset: DatasetId, taskIds: readonly bigint[]): Promise<Failed[]> {
  return tx.$queryRaw<Failed[]>`
    SELECT DISTINCT ON (k.id, t.target) k.id AS "taskId", k.parent_id AS "parentId", k.source, k.dataset, k.collector, k.step, k.input,
      k.request, k.title, k.label, k.document_key AS "documentKey", t.target, t.tickers, t.params, t.force,
      EXISTS (SELECT FROM dead_letters d WHERE d.dataset = t.dataset AND d.target = t.target AND d.revived_at IS NULL) AS "isDead"
    FROM tasks k JOIN task_targets tt ON tt.task_id = k.id JOIN run_targets t ON t.id = tt.target_id
    WHERE k.id = ANY(${[...taskIds]}::bigint[]) AND k.dataset = ${dataset} AND k.state = 'failed'
    ORDER BY k.id, t.target, t.id DESC`;
}

/** One per target. If its own first request is not among the tasks, the target is a part only. */
function targetsOf(failed: readonly Failed[], priority: number): NewTarget[] {
  const byTarget = new Map<string, NewTarget>();
  // The first request last: its parameters are those of the new target.
  const ordered = [...failed].sort((one, other) => Number(one.parentId === null) - Number(other.parentId === null));
  for (const { target, tickers, params, force, parentId } of ordered) {
    const asked = parentId === null ? params : { ...params, [partOf]: true };
    byTarget.set(target, { target, tickers, params: asked, force, priority });
  }
  return [...byTarget.values()];
}

async function insertRun(
  tx: Sql,
  dataset: DatasetId,
  targets: readonly NewTarget[],
  tasks: readonly bigint[],
): Promise<bigint> {
  const tickers = [...new Set(targets.flatMap((target) => target.tickers))].sort();
  const request = { tickers, params: {}, force: false, tasks: tasks.map(String) };
  const [run] = await tx.$queryRaw<{ id: bigint }[]>`
    INSERT INTO runs (dataset, trigger, state, request, planned_at)
    VALUES (${dataset}, 'manual', 'running', ${JSON.stringify(request)}::jsonb, clock_timestamp()) RETURNING id`;
  return (run as { id: bigint }).id;
}

interface OpenTargetsOptions {
  readonly runId: bigint;
  readonly dataset: DatasetId;
  readonly kind: TargetKind;
  readonly targets: readonly NewTarget[];
}

/** Opens targets of a run, or finds those that another run has open, and keeps these from closing. Their ids, by target. */
async function openTargets(
  tx: Database,
  { runId, dataset, kind, targets }: OpenTargetsOptions,
): Promise<Map<string, bigint>> {
  const ids = new Map<string, bigint>();
  let undecided = targets;
  for (let round = 0; undecided.length > 0; round++) {
    if (round === maxRounds) throw new Error(`the targets of run ${runId} do not hold still`);
    for (const [target, id] of await addTargets(tx, { runId, dataset, kind, targets: undecided })) ids.set(target, id);
    const elsewhere = undecided.filter(({ target }) => !ids.has(target));
    const hosts = await lockOpen(tx, dataset, elsewhere);
    for (const { target, id } of hosts.values()) ids.set(target, id);
    await skipTargets(tx, {
      runId,
      dataset,
      kind,
      targets: elsewhere.flatMap((target) => {
        const host = hosts.get(target.target);
        return host ? [{ ...target, reason: 'in-flight', joined: host.runId }] : [];
      }),
    });
    undecided = elsewhere.filter(({ target }) => !hosts.has(target));
  }
  return ids;
}

interface Host {
  readonly target: string;
  readonly id: bigint;
  readonly runId: bigint;
  readonly ending: string | null;
}

/** The open targets of other runs, locked until the transaction ends: they do not close before the tasks are there. */
async function lockOpen(tx: Database, dataset: DatasetId, targets: readonly NewTarget[]) {
  if (targets.length === 0) return new Map<string, Host>();
  const names = Prisma.sql`${targets.map(({ target }) => target)}::text[]`;
  const rows = await tx.$queryRaw<Host[]>`
    SELECT t.target, t.id, t.run_id AS "runId", r.ending FROM run_targets t JOIN runs r ON r.id = t.run_id
    WHERE t.dataset = ${dataset} AND t.target = ANY(${names}) AND t.state = 'open' AND NOT t.follow_up
    ORDER BY t.id FOR NO KEY UPDATE OF t`;
  const calledOff = rows.find(({ ending }) => ending !== null);
  if (calledOff) {
    const { runId, target } = calledOff;
    throw new PipelineError('RUN_ENDED', `Run ${runId} was called off and still has ${target} open: try again soon.`);
  }
  return new Map(rows.map((row) => [row.target, row]));
}

/** A task that waits for its time as a job. */
export interface PromotedTask {
  readonly taskId: bigint;
  readonly dispatch: number;
  readonly priority: number;
}

/**
 * Gives tasks that are jobs the priority of manual requests, ready at once: the caller moves their jobs. Tasks without
 * a job, or with another one, are skipped.
 */
export function promoteTasks(
  db: Sql,
  source: SourceId,
  jobs: readonly { readonly taskId: bigint; readonly dispatch: number }[],
  priority: number,
): Promise<PromotedTask[]> {
  const rows = jobs.map(({ taskId, dispatch }) => ({ taskId: String(taskId), dispatch }));
  return db.$queryRaw<PromotedTask[]>`
    WITH wanted AS MATERIALIZED (
      SELECT id FROM tasks JOIN jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS j("taskId" bigint, dispatch int)
        ON tasks.id = j."taskId" AND tasks.dispatch = j.dispatch
      WHERE source = ${source} AND state = 'queued' ORDER BY source, request FOR NO KEY UPDATE OF tasks
    )
    UPDATE tasks SET priority = least(priority, ${priority}), not_before = NULL FROM wanted WHERE tasks.id = wanted.id
    RETURNING tasks.id AS "taskId", tasks.dispatch, tasks.priority`;
}

/** The datasets of tasks, by task; of those that there are. */
export async function datasetsOfTasks(db: Sql, taskIds: readonly bigint[]): Promise<Map<bigint, DatasetId>> {
  const rows = await db.$queryRaw<{ id: bigint; dataset: DatasetId }[]>`
    SELECT id, dataset FROM tasks WHERE id = ANY(${[...taskIds]}::bigint[])`;
  return new Map(rows.map(({ id, dataset }) => [id, dataset]));
}
