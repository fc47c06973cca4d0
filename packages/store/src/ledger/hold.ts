// Pauses and resumes runs in the ledger.

import { type Database, Prisma } from '../database.ts';
import type { FormerJob } from './dispatch.ts';
import { isWanted, lockTasksOf } from './wanted.ts';

/**
 * Pauses a run: its queued tasks wait again, and the window leaves out all waiting ones, except those that another run
 * wants too. Running tasks end and may commit. Returns the tasks whose jobs are to be removed; null if the run has
 * ended, was cancelled, or does not exist.
 */
export async function holdRun(tx: Database, id: bigint): Promise<FormerJob[] | null> {
  await betweenFills(tx);
  const paused = await tx.$executeRaw`
    UPDATE runs SET paused_at = coalesce(paused_at, clock_timestamp()) WHERE id = ${id} AND finished_at IS NULL AND ending IS NULL`;
  if (paused === 0) return null;
  const locked = await lockTasksOf(tx, [id], ['waiting', 'queued']);
  return tx.$queryRaw<FormerJob[]>`
    WITH held AS (
      UPDATE tasks SET state = 'waiting', held = true FROM tasks before
      WHERE tasks.id = ANY(${locked}::bigint[]) AND before.id = tasks.id AND NOT ${isWanted(Prisma.sql`before.id`)}
      RETURNING tasks.source, tasks.id, tasks.dispatch, before.state AS was
    )
    SELECT source, id AS "taskId", dispatch FROM held WHERE was = 'queued'`;
}

/**
 * Resumes a run that may be paused; the next fill takes its tasks. False if it has ended, was cancelled, or does not
 * exist.
 */
export async function releaseRun(tx: Database, id: bigint): Promise<boolean> {
  await betweenFills(tx);
  const resumed = await tx.$executeRaw`
    UPDATE runs SET paused_at = NULL WHERE id = ${id} AND finished_at IS NULL AND ending IS NULL`;
  if (resumed === 0) return false;
  const locked = await lockTasksOf(tx, [id], ['waiting']);
  await tx.$executeRaw`UPDATE tasks SET held = false WHERE id = ANY(${locked}::bigint[]) AND held`;
  return true;
}

/** Waits for fills in progress and keeps others off: one that has seen a run paused must not hold its tasks later. */
const betweenFills = (tx: Database) => tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('held'), 0)`;
