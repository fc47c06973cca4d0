// Fills the window: turns waiting tasks into queued ones under their next dispatch number.

import type { SourceId } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { isWanted } from './wanted.ts';

/** What the queue needs to know of a task. */
export interface Dispatch {
  readonly taskId: bigint;
  /** Part of the job's id: a job with another number may not touch the task. */
  readonly dispatch: number;
  readonly title: string;
  readonly priority: number;
  /** Attempts made so far. */
  readonly attempts: number;
  /** How long the task is still to wait, ms; 0: not at all. */
  readonly delayMs: number;
}

/** A task that is no longer a job: its job is to be removed from the queue. */
export interface FormerJob extends Pick<Dispatch, 'taskId' | 'dispatch'> {
  readonly source: SourceId;
}

const dispatchColumns = Prisma.sql`tasks.id AS "taskId", tasks.dispatch, tasks.title, tasks.priority, tasks.attempts,
  coalesce(ceil(greatest(0, extract(epoch FROM tasks.not_before - clock_timestamp())) * 1000), 0)::int AS "delayMs"`;

/** How many tasks of a source may be jobs at a time. */
export interface WindowRule {
  readonly size: number;
  /** Of these, how many of the least urgent: those of this priority and behind it. */
  readonly backfill: { readonly priority: number; readonly size: number };
  /** Requests of a day: the least urgent get what the others will not need. */
  readonly quota: { readonly perDay: number; readonly resetZone: string } | null;
}

/**
 * Makes waiting tasks of a source queued, the most urgent first, up to a window of tasks that are jobs at a time.
 * The caller adds their jobs after the transaction; what a crash leaves without one, the reconciler dispatches again.
 */
export async function fillWindow(tx: Sql, source: SourceId, window: WindowRule): Promise<Dispatch[]> {
  // Two processes that fill at once would each see the same free places. A run is paused or resumed between fills.
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock_shared(hashtext('held'), 0), pg_advisory_xact_lock(hashtext('window'), hashtext(${source}))`;
  const filled: Dispatch[] = [];
  for (let round = 1; ; round++) {
    const looked = await fillOnce(tx, source, window);
    filled.push(...looked.filter(({ wanted }) => wanted).map(({ wanted, ...dispatch }) => dispatch));
    // Unwanted tasks are held now and took no place: there may be more behind them.
    if (looked.every(({ wanted }) => wanted)) return filled;
    if (round === patience) await holdUnwanted(tx, source);
  }
}

/**
 * A few unwanted tasks are held as they are met. More than that come from a run that was paused before it was planned.
 * Measured: 100,000 of them took 22 s a window at a time, and 8 s at once.
 */
const patience = 3;

async function holdUnwanted(tx: Sql, source: SourceId): Promise<void> {
  await tx.$executeRaw`
    WITH unwanted AS MATERIALIZED (
      SELECT id FROM tasks WHERE source = ${source} AND state = 'waiting' AND NOT held AND NOT ${isWanted(Prisma.sql`tasks.id`)}
      FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE tasks SET held = true FROM unwanted WHERE tasks.id = unwanted.id`;
}

/** Takes as many waiting tasks as there are free places: wanted ones are queued, the others held. */
function fillOnce(
  tx: Sql,
  source: SourceId,
  { size, backfill, quota }: WindowRule,
): Promise<(Dispatch & { wanted: boolean })[]> {
  const isUrgent = Prisma.sql`priority < ${backfill.priority}`;
  const spared = quota === null ? Prisma.sql`NULL::bigint` : sparedOf(source, quota, isUrgent);
  const waiting = Prisma.sql`
    SELECT id, ${isWanted(Prisma.sql`tasks.id`)} AS wanted FROM tasks WHERE source = ${source} AND state = 'waiting' AND NOT held`;
  // A task that is locked has its link or its end written just now. It is left for the next fill: this one never waits.
  return tx.$queryRaw`
    WITH room AS (
      SELECT greatest(0, ${size} - count(*)) AS free, count(*) FILTER (WHERE NOT ${isUrgent}) AS backfilling
      FROM tasks WHERE source = ${source} AND state IN ('queued', 'running')
    ), urgent AS MATERIALIZED (
      ${waiting} AND ${isUrgent} ORDER BY priority, id LIMIT (SELECT free FROM room) FOR NO KEY UPDATE SKIP LOCKED
    ), backfill AS MATERIALIZED (
      ${waiting} AND NOT ${isUrgent} ORDER BY priority, id LIMIT (
        SELECT greatest(0, least(free - (SELECT count(*) FROM urgent), ${backfill.size} - backfilling, ${spared} - backfilling))
        FROM room) FOR NO KEY UPDATE SKIP LOCKED
    ), next AS (
      SELECT * FROM urgent UNION ALL SELECT * FROM backfill
    ), filled AS (
      UPDATE tasks SET state = CASE WHEN wanted THEN 'queued' ELSE 'waiting' END, dispatch = dispatch + wanted::int, held = NOT wanted
      FROM next WHERE tasks.id = next.id
      RETURNING ${dispatchColumns}, wanted
    )
    SELECT * FROM filled ORDER BY priority, "taskId"`;
}

/**
 * What is left of today's quota after a reserve for runs other than backfills: their open requests, and as many as they
 * sent yesterday between this hour and the reset, which they may need again.
 */
const sparedOf = (
  source: SourceId,
  { perDay, resetZone }: NonNullable<WindowRule['quota']>,
  isUrgent: Prisma.Sql,
): Prisma.Sql => Prisma.sql`(SELECT ${perDay}::bigint - coalesce(max(u.used), 0) - count(k.id)
  FROM (VALUES (date_trunc('day', clock_timestamp() AT TIME ZONE ${resetZone}))) AS d(today)
  LEFT JOIN (SELECT quota_day, quota_used AS used FROM source_state WHERE source = ${source}) u ON u.quota_day = d.today::date
  LEFT JOIN tasks k ON k.source = ${source} AND k.${isUrgent} AND (k.state IN ('waiting', 'queued', 'running')
    OR k.created_at BETWEEN clock_timestamp() - interval '1 day' AND d.today AT TIME ZONE ${resetZone}))`;

/** Requests that a backfill may make of a source: what the others spare of today, and of a day as the last one was. */
export async function sparedQuota(
  db: Sql,
  source: SourceId,
  { quota, backfill }: { quota: NonNullable<WindowRule['quota']>; backfill: Pick<WindowRule['backfill'], 'priority'> },
): Promise<{ today: number; daily: number }> {
  const isUrgent = Prisma.sql`priority < ${backfill.priority}`;
  const [row] = await db.$queryRaw<{ today: number; daily: number }[]>`
    SELECT greatest(0, ${sparedOf(source, quota, isUrgent)})::float8 AS today, greatest(0, ${quota.perDay} - count(*))::float8 AS daily
    FROM tasks k WHERE k.source = ${source} AND k.${isUrgent} AND k.created_at > clock_timestamp() - interval '1 day'`;
  return row ?? { today: 0, daily: quota.perDay };
}

/** The tasks of a source that should be jobs. */
export function dispatchedTasks(db: Sql, source: SourceId): Promise<Dispatch[]> {
  return db.$queryRaw<Dispatch[]>`
    SELECT ${dispatchColumns} FROM tasks WHERE source = ${source} AND state IN ('queued', 'running') ORDER BY id`;
}

/** Gives tasks that lost their job the next number, as queued ones; those that moved on meanwhile are skipped. */
export function dispatchAgain(tx: Sql, lost: readonly Dispatch[]): Promise<Dispatch[]> {
  const rows = lost.map(({ taskId, dispatch }) => ({ taskId: String(taskId), dispatch }));
  return tx.$queryRaw<Dispatch[]>`
    WITH lost AS MATERIALIZED (
      SELECT id FROM tasks JOIN jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS l("taskId" bigint, dispatch int)
        ON tasks.id = l."taskId" AND tasks.dispatch = l.dispatch
      WHERE state IN ('queued', 'running') ORDER BY source, request FOR NO KEY UPDATE OF tasks
    )
    UPDATE tasks SET state = 'queued', dispatch = tasks.dispatch + 1, claim = tasks.claim + 1, alone = false
    FROM lost WHERE tasks.id = lost.id
    RETURNING ${dispatchColumns}`;
}
