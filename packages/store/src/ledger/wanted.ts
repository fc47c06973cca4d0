import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/**
 * Whether a task serves an open target of a run that goes on: one neither paused, cancelled nor superseded. A task that
 * nobody wants falls back to waiting wherever it is touched, and the window leaves it there.
 */
export const isWanted = (taskId: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM task_targets wtt JOIN run_targets wt ON wt.id = wtt.target_id JOIN runs wr ON wr.id = wt.run_id
  WHERE wtt.task_id = ${taskId} AND wt.state = 'open' AND wr.ending IS NULL AND wr.paused_at IS NULL)`;

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
