// Keeps bulk actions and their items, and records what became of each.

import { type BulkActionKind, hasCountMoved, PipelineError } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { type BulkSelection, subjectsOf } from './subjects.ts';

export type BulkState = 'running' | 'done' | 'partial' | 'failed' | 'cancelled';
export type BulkItemState = 'waiting' | 'done' | 'failed' | 'cancelled';

/** A bulk action as it is kept. */
export interface BulkAction {
  readonly id: bigint;
  readonly action: BulkActionKind;
  /** As it was asked; null: rows were selected. */
  readonly filter: Readonly<Record<string, string>> | null;
  readonly note: string | null;
  readonly watchlist: string | null;
  readonly state: BulkState;
  readonly items: number;
  readonly done: number;
  readonly failed: number;
  /** Their ids as text: the driver does not read lists of them. */
  readonly runs: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly createdRole: string;
  readonly finishedAt: Date | null;
  readonly cancelledBy: string | null;
}

/** An item of one, and what became of it. */
export interface BulkItem {
  readonly place: number;
  /** The id of the row that it is about. */
  readonly subject: string;
  readonly label: string;
  readonly state: BulkItemState;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly runId: bigint | null;
}

/** What came of carrying out an item. */
export interface BulkOutcome {
  readonly place: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly runId: bigint | null;
}

const columns = Prisma.sql`id, action, filter, note, watchlist, state, items, done, failed, runs::text[] AS runs, created_at AS "createdAt",
  created_by AS "createdBy", created_role AS "createdRole", finished_at AS "finishedAt", cancelled_by AS "cancelledBy"`;
const itemColumns = Prisma.sql`place, subject, label, state, error_code AS "errorCode", error_message AS "errorMessage",
  run_id AS "runId"`;

interface NewBulkAction {
  readonly selection: BulkSelection;
  /** The filter as it was asked. */
  readonly filter: Readonly<Record<string, string>> | null;
  readonly note: string | null;
  readonly watchlist: string | null;
  /** How many items were confirmed. */
  readonly expected: number;
  readonly by: string;
  readonly role: string;
  readonly at: Date;
}

/**
 * Writes a bulk action with all of its items.
 * @throws {PipelineError} `BULK_COUNT_MOVED` where there are over a tenth more or fewer than were confirmed.
 */
export async function addBulkAction(tx: Sql, about: NewBulkAction): Promise<BulkAction> {
  const { selection, filter, note, watchlist, expected, by, role, at } = about;
  const [added] = await tx.$queryRaw<BulkAction[]>`
    INSERT INTO bulk_actions (action, filter, note, watchlist, items, created_at, created_by, created_role)
    VALUES (${selection.action}, ${filter && JSON.stringify(filter)}::jsonb, ${note}, ${watchlist}, 0, ${at}::timestamptz, ${by}, ${role})
    RETURNING ${columns}`;
  if (!added) throw new Error('a bulk action was not written');
  const items = await tx.$executeRaw`
    INSERT INTO bulk_action_items (bulk_action_id, place, subject, label)
    SELECT ${added.id}::bigint, place, subject, label FROM (${subjectsOf(selection)}) s`;
  if (hasCountMoved(expected, items))
    throw new PipelineError('BULK_COUNT_MOVED', `The dry run told ${expected}; it is about ${items} now.`, {
      detail: { expected, items },
    });
  if (items === 0) throw new PipelineError('NOT_FOUND', 'Nothing matches: there is nothing to do.');
  await tx.$executeRaw`UPDATE bulk_actions SET items = ${items} WHERE id = ${added.id}`;
  const action = { ...added, items };
  await publishProgress(tx, action);
  return action;
}

/** A page of the bulk actions, newest first. */
export const bulkActions = (
  sql: Sql,
  { limit, offset }: { limit: number; offset: number },
): Promise<BulkAction[]> => sql.$queryRaw<BulkAction[]>`
  SELECT ${columns} FROM bulk_actions ORDER BY id DESC LIMIT ${limit} OFFSET ${offset}`;

/** A bulk action. @throws {PipelineError} `NOT_FOUND` */
export async function findBulkAction(sql: Sql, id: bigint): Promise<BulkAction> {
  const [found] = await sql.$queryRaw<BulkAction[]>`SELECT ${columns} FROM bulk_actions WHERE id = ${id}`;
  if (!found) throw new PipelineError('NOT_FOUND', `There is no bulk action ${id}.`);
  return found;
}

/** A page of the items of one, in order. */
export const bulkItems = (
  sql: Sql,
  id: bigint,
  state: BulkItemState | undefined,
  { limit, offset }: { limit: number; offset: number },
): Promise<BulkItem[]> => sql.$queryRaw<BulkItem[]>`
  SELECT ${itemColumns} FROM bulk_action_items
  WHERE bulk_action_id = ${id} AND (${state ?? null}::text IS NULL OR state = ${state ?? null}::text)
  ORDER BY place LIMIT ${limit} OFFSET ${offset}`;

/** Calls one off: what waits is left as it is. One that has ended stays so. @throws {PipelineError} `NOT_FOUND` */
export async function cancelBulkAction(tx: Sql, id: bigint, { by, at }: { by: string; at: Date }): Promise<BulkAction> {
  const [cancelled] = await tx.$queryRaw<BulkAction[]>`
    UPDATE bulk_actions SET state = 'cancelled', cancelled_by = ${by}, finished_at = ${at}::timestamptz
    WHERE id = ${id} AND state = 'running' RETURNING ${columns}`;
  if (!cancelled) return findBulkAction(tx, id);
  await tx.$executeRaw`
    UPDATE bulk_action_items SET state = 'cancelled' WHERE bulk_action_id = ${id} AND state = 'waiting'`;
  await publishProgress(tx, cancelled);
  return cancelled;
}

/** The oldest bulk action that runs, with the next of its items; null if none does. */
export async function nextBulkItems(
  sql: Sql,
  limit: number,
): Promise<{ action: BulkAction; items: BulkItem[] } | null> {
  const [action] = await sql.$queryRaw<BulkAction[]>`
    SELECT ${columns} FROM bulk_actions WHERE state = 'running' ORDER BY id LIMIT 1`;
  if (!action) return null;
  return { action, items: await bulkItems(sql, action.id, 'waiting', { limit, offset: 0 }) };
}

/** Locks one until the transaction ends, so that it is not cancelled meanwhile. Whether it still runs. */
export async function lockBulkAction(tx: Sql, id: bigint): Promise<boolean> {
  const rows = await tx.$queryRaw<
    unknown[]
  >`SELECT FROM bulk_actions WHERE id = ${id} AND state = 'running' FOR UPDATE`;
  return rows.length > 0;
}

/** Records what became of items of a locked bulk action, and its end after the last. */
export async function recordOutcomes(tx: Sql, id: bigint, outcomes: readonly BulkOutcome[], at: Date): Promise<void> {
  const rows = JSON.stringify(
    outcomes.map((each) => ({ ...each, runId: each.runId === null ? null : String(each.runId) })),
  );
  await tx.$executeRaw`
    UPDATE bulk_action_items i SET state = CASE WHEN o."errorCode" IS NULL THEN 'done' ELSE 'failed' END,
      error_code = o."errorCode", error_message = o."errorMessage", run_id = o."runId"
    FROM jsonb_to_recordset(${rows}::jsonb) AS o(place int, "errorCode" text, "errorMessage" text, "runId" bigint)
    WHERE i.bulk_action_id = ${id} AND i.place = o.place`;
  const failed = outcomes.filter(({ errorCode }) => errorCode !== null).length;
  const runs = [...new Set(outcomes.flatMap(({ runId }) => runId ?? []))];
  const [action] = await tx.$queryRaw<BulkProgress[]>`
    WITH counted AS (
      SELECT done + ${outcomes.length - failed}::int AS done, failed + ${failed}::int AS failed,
        NOT EXISTS (SELECT FROM bulk_action_items WHERE bulk_action_id = ${id} AND state = 'waiting') AS "isOver"
      FROM bulk_actions WHERE id = ${id})
    UPDATE bulk_actions b SET done = c.done, failed = c.failed, runs = runs || ${runs}::bigint[],
      state = CASE WHEN NOT c."isOver" THEN 'running' WHEN c.failed = 0 THEN 'done' WHEN c.done = 0 THEN 'failed' ELSE 'partial' END,
      finished_at = CASE WHEN c."isOver" THEN ${at}::timestamptz END
    FROM counted c WHERE b.id = ${id}
    RETURNING b.id, b.action, b.state, b.items, b.done, b.failed`;
  if (action) await publishProgress(tx, action);
}

type BulkProgress = Pick<BulkAction, 'id' | 'action' | 'state' | 'items' | 'done' | 'failed'>;

async function publishProgress(tx: Sql, { id, action, state, items, done, failed }: BulkProgress): Promise<void> {
  const data = JSON.stringify({ bulk: String(id), action, state, items, done, failed });
  await tx.$executeRaw`INSERT INTO events (type, data) VALUES ('bulk.progress', ${data}::jsonb)`;
}

/** Deletes the bulk actions that ended before, with their items. Returns how many. */
export const pruneBulkActions = (sql: Sql, before: Date): Promise<number> =>
  sql.$executeRaw`DELETE FROM bulk_actions WHERE finished_at < ${before}::timestamptz`;

/** How many bulk actions run, and how many of their items wait. */
export async function openBulkActions(sql: Sql): Promise<{ running: number; waiting: number }> {
  const [row] = await sql.$queryRaw<{ running: number; waiting: number }[]>`
    SELECT count(*)::int AS running, coalesce(sum(items - done - failed), 0)::int AS waiting
    FROM bulk_actions WHERE state = 'running'`;
  return row as { running: number; waiting: number };
}

/** How many failed tasks the targets of a selection have. */
export async function failedTaskCount(sql: Sql, selection: BulkSelection): Promise<number> {
  const [row] = await sql.$queryRaw<{ tasks: number }[]>`
    SELECT count(DISTINCT k.id)::int AS tasks FROM (${subjectsOf(selection)}) s
      JOIN task_targets tt ON tt.target_id = s.subject::bigint JOIN tasks k ON k.id = tt.task_id AND k.state = 'failed'`;
  return row?.tasks ?? 0;
}

/** The ids of the failed tasks of targets, by target. */
export async function failedTasksOf(
  sql: Sql,
  targetIds: readonly string[],
): Promise<{ target: string; tasks: bigint[] }[]> {
  const rows = await sql.$queryRaw<{ target: string; tasks: string[] }[]>`
    SELECT tt.target_id::text AS target, array_agg(k.id ORDER BY k.id)::text[] AS tasks
    FROM task_targets tt JOIN tasks k ON k.id = tt.task_id
    WHERE tt.target_id = ANY(${[...targetIds]}::bigint[]) AND k.state = 'failed' GROUP BY tt.target_id`;
  return rows.map(({ target, tasks }) => ({ target, tasks: tasks.map(BigInt) }));
}
