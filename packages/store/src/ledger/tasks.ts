import type { NewTask } from '../new-task.ts';
import type { Sql } from '../sql.ts';

/**
 * Writes tasks as waiting, in this order, and links them to their targets; one whose request an open task has already
 * lends that its priority.
 */
export async function addTasks(tx: Sql, tasks: readonly NewTask[]): Promise<void> {
  if (tasks.length === 0) return;
  const rows = tasks.map((task) => ({
    ...task,
    runId: String(task.runId),
    parentId: task.parentId === null ? null : String(task.parentId),
    targetIds: task.targetIds.map(String),
  }));
  // The ids are drawn in the order of the tasks, but the rows written, and so locked, in the order of all transactions.
  await tx.$executeRaw`
    WITH wanted AS (
      SELECT row_number() OVER () AS position, w.* FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS w(
        "runId" bigint, "parentId" bigint, source text, dataset text, collector text, step text, input jsonb,
        request text, title text, label text, "documentKey" text, priority int, "targetIds" bigint[])
    ), once AS (
      SELECT DISTINCT ON (source, request) * FROM wanted ORDER BY source, request, priority
    ), numbered AS (
      SELECT nextval(pg_get_serial_sequence('tasks', 'id')) AS id, o.* FROM (SELECT * FROM once ORDER BY position) o
    ), task AS (
      INSERT INTO tasks (id, run_id, parent_id, source, dataset, collector, step, input, request, title, label, document_key, priority)
      SELECT id, "runId", "parentId", source, dataset, collector, step, input, request, title, label, "documentKey", priority
      FROM numbered ORDER BY source, request
      ON CONFLICT (source, request) WHERE state IN ('waiting', 'queued', 'running')
      DO UPDATE SET priority = least(tasks.priority, EXCLUDED.priority), held = false
      RETURNING id, source, request
    )
    INSERT INTO task_targets (task_id, target_id)
    SELECT DISTINCT task.id, target_id FROM task JOIN wanted USING (source, request), unnest("targetIds") AS target_id
    ON CONFLICT DO NOTHING`;
}

/** Locks the open tasks with these requests until the transaction ends; waits for those that another is just ending. */
export async function lockOpenRequests(tx: Sql, tasks: readonly Pick<NewTask, 'source' | 'request'>[]): Promise<void> {
  await tx.$executeRaw`
    SELECT FROM tasks WHERE state IN ('waiting', 'queued', 'running') AND (source, request) IN (
      SELECT * FROM unnest(${tasks.map(({ source }) => source)}::text[], ${tasks.map(({ request }) => request)}::text[]))
    ORDER BY source, request FOR NO KEY UPDATE`;
}
