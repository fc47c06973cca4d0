// The list of backups: what was requested, what is being made, and which files there are.

import { PipelineError } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

export type BackupTrigger = 'manual' | 'nightly';

/** A backup as it is kept. */
export interface BackupRow {
  readonly id: bigint;
  readonly trigger: BackupTrigger;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'deleted';
  readonly requestedBy: string | null;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly step: string | null;
  /** From 0 to 1. */
  readonly share: number;
  readonly file: string | null;
  /** The instant that it holds. */
  readonly asOf: Date | null;
  readonly bytes: number | null;
  readonly tables: number | null;
  readonly rows: number | null;
  readonly encrypted: boolean | null;
  readonly product: string | null;
  readonly verifiedAt: Date | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

const columns = Prisma.sql`id, trigger, state, requested_by AS "requestedBy", requested_at AS "requestedAt", started_at AS "startedAt",
  finished_at AS "finishedAt", step, share, file, as_of AS "asOf", bytes::float8 AS bytes, table_count AS tables,
  row_count::float8 AS rows, encrypted, product, verified_at AS "verifiedAt", error_code AS "errorCode", error_message AS "errorMessage"`;

/** The chore that makes backups: a worker has it where it is told a folder. */
export const backupsChoreName = 'backups';
/** A nightly backup is tried so often. */
const maxAttempts = 3;
const retryMs = 60_000;

/**
 * Requests a backup. Returns the one that waits already, where there is one.
 * @throws {PipelineError} `BACKUPS_OFF` where no worker has a folder for them.
 */
export async function requestBackup(tx: Sql, { by, at }: { by: string; at: Date }): Promise<BackupRow> {
  const [chore] = await tx.$queryRaw<object[]>`
    SELECT FROM maintenance_chores WHERE name = ${backupsChoreName} AND held_until > clock_timestamp()`;
  if (!chore) throw new PipelineError('BACKUPS_OFF', 'No worker has a folder for backups.');
  const [waiting] = await tx.$queryRaw<BackupRow[]>`
    SELECT ${columns} FROM backups WHERE state = 'waiting' AND trigger = 'manual' ORDER BY id LIMIT 1`;
  if (waiting) return waiting;
  const [added] = await tx.$queryRaw<BackupRow[]>`
    INSERT INTO backups (trigger, state, requested_by, requested_at) VALUES ('manual', 'waiting', ${by}, ${at}::timestamptz)
    RETURNING ${columns}`;
  return added as BackupRow;
}

/** How the backup stands that a run waits for. */
export type NightlyBackup =
  | { readonly state: 'pending' }
  /** The run may begin; null: there is none, because none is wanted or it failed for good. */
  | { readonly state: 'ready'; readonly file: string | null };

/** The backup that a run waits for before its first request; requests it the first time, where some worker makes any. */
export async function backupBefore(tx: Sql, runId: bigint): Promise<NightlyBackup> {
  const [wanted] = await tx.$queryRaw<object[]>`
    SELECT FROM settings s WHERE s.key = ${nightlyKey} AND s.value = 'true'
      AND EXISTS (SELECT FROM maintenance_chores WHERE name = ${backupsChoreName} AND held_until > clock_timestamp())`;
  if (!wanted) return { state: 'ready', file: null };
  await tx.$executeRaw`
    INSERT INTO backups (trigger, state, requested_at, run_id) VALUES ('nightly', 'waiting', clock_timestamp(), ${runId})
    ON CONFLICT (run_id) DO NOTHING`;
  const [row] = await tx.$queryRaw<{ state: BackupRow['state']; file: string | null }[]>`
    SELECT state, file FROM backups WHERE run_id = ${runId}`;
  if (row?.state === 'waiting' || row?.state === 'running') return { state: 'pending' };
  return { state: 'ready', file: row?.state === 'done' ? row.file : null };
}

const nightlyKey = 'backups.nightly';

/** Writes down whether a backup is made before each refresh, for all who start one. */
export async function recordNightlyBackups(sql: Sql, isOn: boolean): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO settings (key, value) VALUES (${nightlyKey}, to_jsonb(${isOn}::boolean))
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, updated_at = clock_timestamp()
    WHERE settings.value IS DISTINCT FROM EXCLUDED.value`;
}

/**
 * Takes the backup to be made next. One that was being made is taken again: whoever made it is lost, because one process
 * at a time makes any.
 */
export async function takeBackup(sql: Sql): Promise<BackupRow | null> {
  const [taken] = await sql.$queryRaw<BackupRow[]>`
    UPDATE backups SET state = 'running', attempts = attempts + 1, started_at = clock_timestamp(), share = 0, step = NULL
    WHERE id = (SELECT id FROM backups WHERE state = 'running' OR state = 'waiting' AND coalesce(not_before, '-infinity') <= clock_timestamp()
      ORDER BY id LIMIT 1)
    RETURNING ${columns}`;
  return taken ?? null;
}

/** Notes how far a backup is. */
export async function keepProgress(
  sql: Sql,
  id: bigint,
  { step, share }: { step: string; share: number },
): Promise<void> {
  await sql.$executeRaw`UPDATE backups SET step = ${step}, share = ${share}::float8 WHERE id = ${id} AND state = 'running'`;
}

/** What is known of a file. */
export interface BackupFacts {
  readonly file: string;
  readonly asOf: Date;
  readonly bytes: number;
  readonly tables: number | null;
  readonly rows: number | null;
  readonly sha256: string;
  readonly encrypted: boolean;
  readonly product: string;
  readonly migration: string;
  readonly verifiedAt: Date | null;
}

/** Records that a backup is made, with its event. */
export async function finishBackup(tx: Sql, id: bigint, made: Omit<BackupFacts, 'verifiedAt'>): Promise<void> {
  const { file, asOf, bytes, tables, rows, sha256, encrypted, product, migration } = made;
  await tx.$executeRaw`
    WITH done AS (
      UPDATE backups SET state = 'done', finished_at = clock_timestamp(), share = 1, step = NULL, file = ${file},
        as_of = ${asOf}::timestamptz, bytes = ${bytes}::bigint, table_count = ${tables}::int, row_count = ${rows}::bigint,
        sha256 = ${sha256}, encrypted = ${encrypted}, product = ${product}, migration = ${migration}, error_code = NULL, error_message = NULL
      WHERE id = ${id} RETURNING id, trigger, file, bytes, row_count, finished_at - started_at AS took)
    INSERT INTO events (type, data)
    SELECT 'backup.made', jsonb_build_object('id', id::text, 'trigger', trigger, 'file', file, 'bytes', bytes, 'rows', row_count,
      'duration_ms', round(extract(epoch FROM took) * 1000)::bigint) FROM done`;
}

/** Records that an attempt failed, with its event where it was the last. A nightly one is tried again a minute later. */
export async function failBackup(tx: Sql, id: bigint, failure: { code: string; message: string }): Promise<void> {
  await tx.$executeRaw`
    WITH failed AS (
      UPDATE backups SET error_code = ${failure.code}, error_message = ${failure.message}, share = 0, step = NULL,
        state = CASE WHEN trigger = 'nightly' AND attempts < ${maxAttempts} THEN 'waiting' ELSE 'failed' END,
        not_before = clock_timestamp() + ${retryMs} * interval '1 ms',
        finished_at = CASE WHEN trigger = 'nightly' AND attempts < ${maxAttempts} THEN NULL ELSE clock_timestamp() END
      WHERE id = ${id} RETURNING id, trigger, state)
    INSERT INTO events (type, data)
    SELECT 'backup.failed', jsonb_build_object('id', id::text, 'trigger', trigger, 'code', ${failure.code}::text, 'error', ${failure.message}::text)
    FROM failed WHERE state = 'failed'`;
}

/** Gives back a backup that a stopping process has begun: the next one makes it. */
export async function giveBackupBack(sql: Sql, id: bigint): Promise<void> {
  await sql.$executeRaw`
    UPDATE backups SET state = 'waiting', attempts = attempts - 1, share = 0, step = NULL WHERE id = ${id} AND state = 'running'`;
}

/** A file of the folder, as the list is to name it. */
export interface FoundBackup extends BackupFacts {
  readonly trigger: BackupTrigger;
}

/** Brings the list in line with the files of a folder: those that are new, those that were verified, those that are gone. */
export async function alignBackups(tx: Sql, folder: string, found: readonly FoundBackup[]): Promise<void> {
  const files = found.map(({ file }) => file);
  for (const each of found) {
    await tx.$executeRaw`
      INSERT INTO backups AS b (trigger, state, requested_at, finished_at, share, file, as_of, bytes, table_count, row_count, sha256, encrypted, product, migration, verified_at)
      VALUES (${each.trigger}, 'done', ${each.asOf}::timestamptz, ${each.asOf}::timestamptz, 1, ${each.file}, ${each.asOf}::timestamptz, ${each.bytes}::bigint,
        ${each.tables}::int, ${each.rows}::bigint, ${each.sha256}, ${each.encrypted}, ${each.product}, ${each.migration}, ${each.verifiedAt}::timestamptz)
      ON CONFLICT (file) DO UPDATE SET state = 'done', deleted_at = NULL, bytes = EXCLUDED.bytes, sha256 = EXCLUDED.sha256,
        as_of = EXCLUDED.as_of, verified_at = EXCLUDED.verified_at, table_count = coalesce(EXCLUDED.table_count, b.table_count),
        row_count = coalesce(EXCLUDED.row_count, b.row_count)
      WHERE (b.state, b.sha256, b.verified_at) IS DISTINCT FROM ('done', EXCLUDED.sha256, EXCLUDED.verified_at)`;
  }
  await tx.$executeRaw`
    UPDATE backups SET state = 'deleted', deleted_at = clock_timestamp()
    WHERE state = 'done' AND starts_with(file, ${folder} || '/') AND file <> ALL(${files}::text[])`;
}

/** A page of the backups, those to be made first and then the newest first; without those whose files are gone. */
export const listBackups = (sql: Sql, { limit, offset }: { limit: number; offset: number }): Promise<BackupRow[]> =>
  sql.$queryRaw<BackupRow[]>`
    SELECT ${columns} FROM backups WHERE state <> 'deleted' ORDER BY as_of DESC NULLS FIRST, id DESC LIMIT ${limit} OFFSET ${offset}`;

/** One of them. @throws {PipelineError} `NOT_FOUND` */
export async function findBackup(sql: Sql, id: bigint): Promise<BackupRow> {
  const [found] = await sql.$queryRaw<BackupRow[]>`SELECT ${columns} FROM backups WHERE id = ${id}`;
  if (!found) throw new PipelineError('NOT_FOUND', `There is no backup ${id}.`);
  return found;
}

/** What metrics tell of backups. */
export interface BackupTotals {
  /** Of the latest that is there; null: there is none. */
  readonly asOf: Date | null;
  readonly bytes: number | null;
  readonly files: number;
  /** Those that have failed since then. */
  readonly failedSince: number;
}

/** Sums up the backups that there are. */
export async function backupTotals(sql: Sql): Promise<BackupTotals> {
  const [row] = await sql.$queryRaw<BackupTotals[]>`
    SELECT latest.as_of AS "asOf", latest.bytes::float8 AS bytes, (SELECT count(*)::int FROM backups WHERE state = 'done') AS files,
      (SELECT count(*)::int FROM backups WHERE state = 'failed' AND finished_at > coalesce(latest.as_of, '-infinity')) AS "failedSince"
    FROM (SELECT) one LEFT JOIN (SELECT as_of, bytes FROM backups WHERE state = 'done' ORDER BY as_of DESC LIMIT 1) latest ON true`;
  return row ?? { asOf: null, bytes: null, files: 0, failedSince: 0 };
}

/** Deletes from the list what is past its time: failed ones, and those whose files are gone. Returns how many. */
export const pruneBackupList = (sql: Sql, before: Date): Promise<number> => sql.$executeRaw`
  DELETE FROM backups WHERE state IN ('failed', 'deleted') AND coalesce(deleted_at, finished_at) < ${before}::timestamptz`;
