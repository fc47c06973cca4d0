import type { DatasetId, SourceId } from '@tickermill/core';
import type { Database } from '../database.ts';

/** A data request that a run owes, before it is a row. */
export interface NewTask {
  readonly runId: bigint;
  readonly parentId: bigint | null;
  readonly source: SourceId;
  readonly dataset: DatasetId;
  readonly collector: string;
  readonly step: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The request itself; an open task with the same one is shared. */
  readonly request: string;
  readonly title: string;
  /** The tickers that it serves, as a person reads them. */
  readonly label: string;
  readonly documentKey: string | null;
  /** Lower is asked first. */
  readonly priority: number;
  readonly targetIds: readonly bigint[];
}

/** Writes tasks as waiting and links them to their targets; one that asks what an open task asks lends it its priority. */
export async function addTasks(tx: Database, tasks: readonly NewTask[]): Promise<void> {
  if (tasks.length === 0) return;
  const rows = tasks.map((task) => ({
    ...task,
    runId: String(task.runId),
    parentId: task.parentId === null ? null : String(task.parentId),
    targetIds: task.targetIds.map(String),
  }));
  await tx.$executeRaw`
    WITH wanted AS (
      SELECT row_number() OVER () AS position, w.* FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS w(
        "runId" bigint, "parentId" bigint, source text, dataset text, collector text, step text, input jsonb,
        request text, title text, label text, "documentKey" text, priority int, "targetIds" bigint[])
    ), once AS (
      SELECT DISTINCT ON (source, request) * FROM wanted ORDER BY source, request, priority
    ), task AS (
      INSERT INTO tasks (run_id, parent_id, source, dataset, collector, step, input, request, title, label, document_key, priority)
      SELECT "runId", "parentId", source, dataset, collector, step, input, request, title, label, "documentKey", priority
      FROM once ORDER BY position
      ON CONFLICT (source, request) WHERE state IN ('waiting', 'queued', 'running')
      DO UPDATE SET priority = least(tasks.priority, EXCLUDED.priority)
      RETURNING id, source, request
    )
    INSERT INTO task_targets (task_id, target_id)
    SELECT DISTINCT task.id, target_id FROM task JOIN wanted USING (source, request), unnest("targetIds") AS target_id
    ON CONFLICT DO NOTHING`;
}

/** What the queue needs to know of a task. */
export interface Dispatch {
  readonly taskId: bigint;
  /** Stands in the id of the job: a job with another number may not touch the task. */
  readonly dispatch: number;
  readonly title: string;
  readonly priority: number;
  /** Attempts made so far. */
  readonly attempts: number;
}

/**
 * Makes waiting tasks of a source queued, the most urgent first, up to a window of tasks that are jobs at a time.
 * The caller adds their jobs after the transaction; what a crash leaves without one, the reconciler dispatches again.
 */
export async function fillWindow(tx: Database, source: SourceId, window: number): Promise<Dispatch[]> {
  // Two processes that fill at once would each see the same room.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('window'), hashtext(${source}))`;
  return tx.$queryRaw<Dispatch[]>`
    WITH room AS (
      SELECT greatest(0, ${window} - count(*)) AS free FROM tasks WHERE source = ${source} AND state IN ('queued', 'running')
    ), next AS (
      SELECT id FROM tasks WHERE source = ${source} AND state = 'waiting'
      ORDER BY priority, id LIMIT (SELECT free FROM room) FOR UPDATE
    ), filled AS (
      UPDATE tasks SET state = 'queued', dispatch = dispatch + 1 FROM next WHERE tasks.id = next.id
      RETURNING tasks.id AS "taskId", dispatch, title, priority, attempts
    )
    SELECT * FROM filled ORDER BY priority, "taskId"`;
}

/** The ids and numbers of the tasks of a source that should be jobs. */
export async function dispatchedTasks(db: Database, source: SourceId): Promise<Dispatch[]> {
  return db.$queryRaw<Dispatch[]>`
    SELECT id AS "taskId", dispatch, title, priority, attempts FROM tasks
    WHERE source = ${source} AND state IN ('queued', 'running') ORDER BY id`;
}

/** Gives tasks that lost their job the next number, as queued ones; those that moved on meanwhile are left alone. */
export async function dispatchAgain(tx: Database, lost: readonly Dispatch[]): Promise<Dispatch[]> {
  const rows = lost.map(({ taskId, dispatch }) => ({ taskId: String(taskId), dispatch }));
  return tx.$queryRaw<Dispatch[]>`
    UPDATE tasks SET state = 'queued', dispatch = tasks.dispatch + 1, claim = tasks.claim + 1, not_before = NULL
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS l("taskId" bigint, dispatch int)
    WHERE tasks.id = l."taskId" AND tasks.dispatch = l.dispatch AND tasks.state IN ('queued', 'running')
    RETURNING tasks.id AS "taskId", tasks.dispatch, title, priority, attempts`;
}
