// SQL that decides whether a task still serves a run that goes on.

import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/**
 * Whether a task serves an open target of a run that goes on: one neither paused, cancelled nor superseded. An unwanted
 * task falls back to waiting wherever it is touched, and the window leaves it there.
 * From the task to its targets to their runs, each by its key (OFFSET 0): Postgres' planner knows nothing of tables
 * that a large run has just filled, and would begin with the run. Measured: every claim then read all of its 2,000 open
 * targets.
 */
export const isWanted = (taskId: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM task_targets wtt
    CROSS JOIN LATERAL (SELECT run_id FROM run_targets t WHERE t.id = wtt.target_id AND t.state = 'open' OFFSET 0) wt
    CROSS JOIN LATERAL (SELECT FROM runs r WHERE r.id = wt.run_id AND r.ending IS NULL AND r.paused_at IS NULL OFFSET 0) wr
  WHERE wtt.task_id = ${taskId})`;

/** Locks the tasks in these states that serve open targets of these runs, until the transaction ends. Returns their ids. */
export async function lockTasksOf(
  tx: Sql,
  runIds: readonly bigint[],
  states: readonly ('waiting' | 'queued')[],
): Promise<bigint[]> {
  // Every transaction that locks several tasks does it in this order, and before it locks targets: none waits in a circle.
  const rows = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM tasks WHERE state = ANY(${[...states]}::text[]) AND id IN (
      SELECT tt.task_id FROM run_targets t JOIN task_targets tt ON tt.target_id = t.id
      WHERE t.run_id = ANY(${[...runIds]}::bigint[]) AND t.state = 'open')
    ORDER BY source, request FOR NO KEY UPDATE`;
  return rows.map(({ id }) => id);
}
