// Joins requests to open targets, lends priorities and takes follow-ups, for the planner.

import type { DatasetId } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { covers, widest } from './covers.ts';
import type { FormerJob } from './dispatch.ts';
import { isCoveredBy } from './facts.ts';
import type { NewTarget } from './targets.ts';

/** The target that a request has joined. */
export interface Host {
  readonly id: bigint;
  readonly runId: bigint;
}

/**
 * Has requests join the open target that covers them, or else the follow-up that waits behind it, which is widened to
 * cover them. Either is lent the better priority and the tickers. Returns the hosts by target; a request that is missing
 * has none, or had one that has just moved on.
 */
export async function joinTargets(
  tx: Sql,
  { dataset, targets }: { dataset: DatasetId; targets: readonly NewTarget[] },
): Promise<Map<string, Host>> {
  if (targets.length === 0) return new Map();
  const [have, want] = [Prisma.sql`t.params`, Prisma.sql`host.params`];
  const rows = await tx.$queryRaw<(Host & { target: string })[]>`
    WITH host AS (
      SELECT DISTINCT ON (w.target) w.*, t.id, t.follow_up
      FROM jsonb_to_recordset(${JSON.stringify(targets)}::jsonb) AS w(target text, tickers text[], params jsonb, force boolean, priority int)
        JOIN run_targets t ON t.dataset = ${dataset} AND t.target = w.target AND t.state = 'open' JOIN runs r ON r.id = t.run_id
      WHERE (t.follow_up AND r.ending IS NULL) OR (NOT t.follow_up AND ${isCoveredBy})
      ORDER BY w.target, t.follow_up
    ), joined AS (
      UPDATE run_targets t SET priority = least(t.priority, host.priority), force = t.force OR host.force,
        params = CASE WHEN ${covers(have, want)} THEN t.params ELSE ${widest(have, want)} END,
        tickers = ARRAY(SELECT DISTINCT unnest(t.tickers || host.tickers) ORDER BY 1)
      FROM host WHERE t.id = host.id AND t.state = 'open' AND t.follow_up = host.follow_up
      RETURNING t.id, t.run_id AS "runId", host.target
    )
    SELECT * FROM joined ORDER BY id`;
  return new Map(rows.map(({ target, id, runId }) => [target, { id, runId }]));
}

/**
 * Gives the open tasks of these targets the class of priority that their target has been lent. A job waits again until
 * the next fill makes it one at its new place. Returns the jobs that are to be removed.
 */
export async function reprioritiseTasks(tx: Sql, targetIds: readonly bigint[]): Promise<FormerJob[]> {
  if (targetIds.length === 0) return [];
  const behind = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM tasks WHERE state IN ('waiting', 'queued') AND id IN (
      SELECT k.id FROM run_targets t JOIN task_targets tt ON tt.target_id = t.id JOIN tasks k ON k.id = tt.task_id
      WHERE t.id = ANY(${[...targetIds]}::bigint[]) AND t.state = 'open' AND k.priority / 10 > t.priority / 10)
    ORDER BY source, request FOR NO KEY UPDATE`;
  if (behind.length === 0) return [];
  return tx.$queryRaw<FormerJob[]>`
    WITH raised AS (
      UPDATE tasks SET state = 'waiting', priority = (
        SELECT min(t.priority) FROM task_targets tt JOIN run_targets t ON t.id = tt.target_id
        WHERE tt.task_id = before.id AND t.state = 'open')
      FROM tasks before WHERE tasks.id = ANY(${behind.map(({ id }) => id)}::bigint[]) AND before.id = tasks.id
      RETURNING tasks.source, tasks.id, tasks.dispatch, before.state AS was
    )
    SELECT source, id AS "taskId", dispatch FROM raised WHERE was = 'queued'`;
}

/** A follow-up whose turn has come. */
export interface FollowUp extends Pick<NewTarget, 'target' | 'tickers' | 'params' | 'priority'> {
  readonly id: bigint;
}

const isFree = Prisma.sql`NOT EXISTS (
  SELECT FROM run_targets o WHERE o.dataset = f.dataset AND o.target = f.target AND o.state = 'open' AND NOT o.follow_up)`;

/** The runs that have a follow-up whose turn has come, and that go on. */
export async function runsToFollow(db: Sql): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ runId: bigint }[]>`
    SELECT DISTINCT f.run_id AS "runId" FROM run_targets f JOIN runs r ON r.id = f.run_id
    WHERE f.state = 'open' AND f.follow_up AND r.ending IS NULL AND ${isFree}`;
  return rows.map(({ runId }) => runId);
}

/**
 * Turns the follow-ups of a run whose turn has come into open targets, for which the caller then adds the first tasks.
 * One that became a dead letter meanwhile is skipped. Does nothing for a cancelled run.
 */
export async function takeTurns(tx: Database, runId: bigint): Promise<FollowUp[]> {
  // Against a concurrent cancellation: planned whole, or never.
  const [goesOn] = await tx.$queryRaw<object[]>`
    SELECT FROM runs WHERE id = ${runId} AND ending IS NULL AND finished_at IS NULL FOR NO KEY UPDATE`;
  if (!goesOn) return [];
  const rows = await tx.$queryRaw<(FollowUp & { isDead: boolean })[]>`
    UPDATE run_targets t SET follow_up = false, state = CASE WHEN w.dead THEN 'skipped' ELSE 'open' END,
      skip_reason = CASE WHEN w.dead THEN 'dead-letter' END, finished_at = CASE WHEN w.dead THEN clock_timestamp() END
    FROM (
      SELECT f.id, EXISTS (SELECT FROM dead_letters d WHERE d.dataset = f.dataset AND d.target = f.target AND d.revived_at IS NULL) AS dead
      FROM run_targets f WHERE f.run_id = ${runId} AND f.state = 'open' AND f.follow_up AND ${isFree}) w
    WHERE t.id = w.id AND t.state = 'open' AND t.follow_up
    RETURNING t.id, t.target, t.tickers, t.params, t.priority, w.dead AS "isDead"`;
  return rows.filter(({ isDead }) => !isDead);
}
