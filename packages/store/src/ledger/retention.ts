import { dayMs } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** How long what happened is kept, days. */
const keptDays = { sourceHours: 90, scheduleTicks: 400 } as const;
/** The last ticks of a schedule are kept however old they are: what has no row would be caught up with. */
const keptTicks = 100;

/** Deletes what is kept long enough: the hours of sources, and ticks of schedules. Returns how many rows. */
export async function pruneHistory(db: Database, now: Date): Promise<{ sourceHours: number; scheduleTicks: number }> {
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  const sourceHours =
    await db.$executeRaw`DELETE FROM source_hours WHERE hour < ${before(keptDays.sourceHours)}::timestamptz`;
  const scheduleTicks = await db.$executeRaw`
    DELETE FROM schedule_ticks t USING (
      SELECT s.id, (SELECT k.due_at FROM schedule_ticks k WHERE k.schedule_id = s.id ORDER BY k.due_at DESC OFFSET ${keptTicks} LIMIT 1) AS upto
      FROM schedules s) old
    WHERE t.schedule_id = old.id AND t.due_at <= old.upto AND t.due_at < ${before(keptDays.scheduleTicks)}::timestamptz`;
  return { sourceHours, scheduleTicks };
}

const isSuccess = (of: Prisma.Sql) => Prisma.sql`${of} IN ('done', 'nothing', 'partial')`;

/**
 * Deletes tasks of runs that ended before an instant, and the targets that these skipped, at most so many of each. The tasks
 * of the last success of a target stay, and those that left something out: planning looks at both. What the runs came to
 * stands in their reports. Returns how many rows, and whether there are more.
 */
export async function pruneTasks(
  sql: Sql,
  before: Date,
  limit: number,
): Promise<{ tasks: number; skippedTargets: number; isDone: boolean }> {
  const isOld = Prisma.sql`r.created_at < ${before}::timestamptz AND r.finished_at < ${before}::timestamptz`;
  const tasks = await sql.$executeRaw`
    DELETE FROM tasks k USING (
      SELECT k.id FROM runs r JOIN tasks k ON k.run_id = r.id
      WHERE ${isOld} AND NOT k.cut AND NOT EXISTS (SELECT FROM tasks c WHERE c.parent_id = k.id AND c.run_id <> k.run_id)
        AND NOT EXISTS (
          SELECT FROM task_targets tt JOIN run_targets t ON t.id = tt.target_id
          WHERE tt.task_id = k.id AND ${isSuccess(Prisma.sql`t.state`)} AND NOT EXISTS (
            SELECT FROM run_targets n WHERE n.dataset = t.dataset AND n.target = t.target AND n.finished_at > t.finished_at
              AND ${isSuccess(Prisma.sql`n.state`)}))
      LIMIT ${limit}) old
    WHERE k.id = old.id`;
  const skippedTargets = await sql.$executeRaw`
    DELETE FROM run_targets t USING (
      SELECT t.id FROM runs r JOIN run_targets t ON t.run_id = r.id WHERE ${isOld} AND t.state = 'skipped' LIMIT ${limit}) old
    WHERE t.id = old.id`;
  return { tasks, skippedTargets, isDone: tasks < limit && skippedTargets < limit };
}

/**
 * Deletes targets of runs that ended before an instant, at most so many, and then the runs that have none left. The last
 * target in each state stays, by which planning knows when something was last requested; and so do runs with notes, with a
 * report of their own, or that another has retried. Returns how many rows, and whether there are more.
 */
export async function pruneRuns(
  sql: Sql,
  before: Date,
  limit: number,
): Promise<{ targets: number; runs: number; isDone: boolean }> {
  const isOld = Prisma.sql`r.created_at < ${before}::timestamptz AND r.finished_at < ${before}::timestamptz`;
  const targets = await sql.$executeRaw`
    DELETE FROM run_targets t USING (
      SELECT t.id FROM runs r JOIN run_targets t ON t.run_id = r.id
      WHERE ${isOld} AND NOT EXISTS (SELECT FROM task_targets tt WHERE tt.target_id = t.id)
        AND EXISTS (SELECT FROM run_targets n WHERE n.dataset = t.dataset AND n.target = t.target AND n.state = t.state
          AND n.finished_at > t.finished_at)
      LIMIT ${limit}) old
    WHERE t.id = old.id`;
  const runs = await sql.$executeRaw`
    DELETE FROM runs d USING (
      SELECT r.id FROM runs r WHERE ${isOld} AND NOT EXISTS (SELECT FROM run_targets t WHERE t.run_id = r.id)
        AND NOT EXISTS (SELECT FROM tasks k WHERE k.run_id = r.id) AND NOT EXISTS (SELECT FROM notes n WHERE n.run_id = r.id)
        AND NOT EXISTS (SELECT FROM refresh_reports f WHERE f.run_id = r.id)
        AND NOT EXISTS (SELECT FROM runs n WHERE n.retry_of = r.id)
      LIMIT ${limit}) old
    WHERE d.id = old.id`;
  return { targets, runs, isDone: targets < limit && runs < limit };
}
