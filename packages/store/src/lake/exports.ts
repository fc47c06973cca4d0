// Exports to lakes: how far each is, and how it ended.

import { type Database, Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** An export as it is kept. */
export interface LakeExport {
  readonly id: bigint;
  readonly target: string;
  readonly runId: bigint | null;
  readonly state: 'running' | 'done' | 'failed';
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly position: bigint | null;
  readonly due: number;
  readonly written: number;
  readonly removed: number;
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

const columns = Prisma.sql`id, target, run_id AS "runId", state, started_at AS "startedAt", finished_at AS "finishedAt", position, due, written,
  removed, files, rows::float8 AS rows, bytes::float8 AS bytes, error_code AS "errorCode", error_message AS "errorMessage"`;

/** Writes that an export begins. One that a lost process left running has failed. */
export async function beginLakeExport(sql: Sql, target: string, runId: bigint | null): Promise<bigint> {
  await sql.$executeRaw`
    UPDATE lake_exports SET state = 'failed', finished_at = clock_timestamp(), error_code = 'LAKE_EXPORT_FAILED',
      error_message = 'Its process was lost.'
    WHERE target = ${target} AND state = 'running'`;
  const [row] = await sql.$queryRaw<{ id: bigint }[]>`
    INSERT INTO lake_exports (target, run_id) VALUES (${target}, ${runId}) RETURNING id`;
  return (row as { id: bigint }).id;
}

/** Writes how far an export is. */
export async function recordLakeProgress(
  sql: Sql,
  id: bigint,
  { due, written, removed }: Pick<LakeExport, 'due' | 'written' | 'removed'>,
): Promise<void> {
  await sql.$executeRaw`UPDATE lake_exports SET due = ${due}, written = ${written}, removed = ${removed} WHERE id = ${id}`;
}

/** How an export ended. */
export type LakeExportEnd =
  | ({ readonly state: 'done' } & Pick<LakeExport, 'due' | 'written' | 'removed' | 'files' | 'rows' | 'bytes'> & {
        readonly position: bigint;
      })
  | { readonly state: 'failed'; readonly errorCode: string; readonly errorMessage: string };

/** Writes how an export ended, and publishes it. */
export async function endLakeExport(tx: Sql, id: bigint, end: LakeExportEnd): Promise<void> {
  if (end.state === 'done')
    await tx.$executeRaw`
      UPDATE lake_exports SET state = 'done', finished_at = clock_timestamp(), position = ${end.position}, due = ${end.due},
        written = ${end.written}, removed = ${end.removed}, files = ${end.files}, rows = ${end.rows}::float8::bigint,
        bytes = ${end.bytes}::float8::bigint
      WHERE id = ${id}`;
  else
    await tx.$executeRaw`
      UPDATE lake_exports SET state = 'failed', finished_at = clock_timestamp(), error_code = ${end.errorCode},
        error_message = ${end.errorMessage}
      WHERE id = ${id}`;
  await tx.$executeRaw`
    INSERT INTO events (type, data)
    SELECT CASE state WHEN 'done' THEN 'lake.exported' ELSE 'lake.failed' END, jsonb_strip_nulls(jsonb_build_object('export', id::text, 'target', target,
      'run', run_id::text, 'written', written, 'removed', removed, 'files', files, 'error', error_code))
    FROM lake_exports WHERE id = ${id}`;
}

interface ExportPage {
  readonly target?: string;
  readonly runId?: bigint | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** The exports, newest first: of all, of a lake, or of a run. */
export const lakeExports = (sql: Sql, { target, runId, limit, offset }: ExportPage): Promise<LakeExport[]> =>
  sql.$queryRaw<LakeExport[]>`
    SELECT ${columns} FROM lake_exports
    WHERE (${target ?? null}::text IS NULL OR target = ${target ?? null}) AND (${runId ?? null}::bigint IS NULL OR run_id = ${runId ?? null})
    ORDER BY id DESC LIMIT ${limit} OFFSET ${offset}`;

/** The export before this one to the same lake; null: there is none. */
export async function exportBefore(sql: Sql, target: string, id: bigint): Promise<LakeExport | null> {
  const [row] = await sql.$queryRaw<LakeExport[]>`
    SELECT ${columns} FROM lake_exports WHERE target = ${target} AND id < ${id} ORDER BY id DESC LIMIT 1`;
  return row ?? null;
}

/** Deletes exports that ended before, save the last of each lake. Returns how many. */
export const pruneLakeExports = (sql: Sql, before: Date): Promise<number> => sql.$executeRaw`
  DELETE FROM lake_exports e WHERE finished_at < ${before}::timestamptz
    AND id < (SELECT max(id) FROM lake_exports o WHERE o.target = e.target)`;

/** How the exports stand: the latest that is done, and how many have failed since. */
export interface LakeTotals {
  readonly exportedAt: Date | null;
  readonly files: number;
  readonly bytes: number;
  readonly failedSince: number;
}

export async function lakeTotals(sql: Sql): Promise<LakeTotals> {
  const [row] = await sql.$queryRaw<LakeTotals[]>`
    WITH done AS (SELECT id, finished_at, files, bytes FROM lake_exports WHERE state = 'done' ORDER BY id DESC LIMIT 1)
    SELECT (SELECT finished_at FROM done) AS "exportedAt", coalesce((SELECT files FROM done), 0)::int AS files,
      coalesce((SELECT bytes FROM done), 0)::float8 AS bytes,
      (SELECT count(*)::int FROM lake_exports WHERE state = 'failed' AND id > coalesce((SELECT id FROM done), 0)) AS "failedSince"`;
  return row as LakeTotals;
}

const lakeKey = 'lake';

/** Writes down which lake the workers keep. */
export async function recordLake(db: Database, target: string): Promise<void> {
  const value = { target };
  await db.setting.upsert({
    where: { key: lakeKey },
    create: { key: lakeKey, value },
    update: { value, updatedAt: new Date() },
  });
}

/** The lake that the workers keep; null: none has been set up. */
export async function keptLake(sql: Sql): Promise<string | null> {
  const [row] = await sql.$queryRaw<
    { target: string }[]
  >`SELECT value ->> 'target' AS target FROM settings WHERE key = ${lakeKey}`;
  return row?.target ?? null;
}
