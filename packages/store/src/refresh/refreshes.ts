// Writes refreshes: the runs that each is made of, and its report when all of them have ended.

import type { RefreshProfile } from '@tickermill/core';
import type { Database } from '../database.ts';
import { createRun, type NewRun } from '../ledger/runs.ts';
import { endStageRun, type StagePart } from '../ledger/stage-runs.ts';
import type { Sql } from '../sql.ts';
import type { RefreshFigures } from './refresh-figures.ts';

/** So many reports are kept. */
const keptReports = 30;

/** What a refresh is about. */
export interface RefreshRequest {
  readonly profile: RefreshProfile;
  /** Null: all stocks that are due. */
  readonly tickers: readonly string[] | null;
  /** At most so many targets of each dataset. */
  readonly limit: number | null;
  readonly force: boolean;
}

/** A refresh, whether it goes on or has ended. */
export interface Refresh extends RefreshRequest {
  readonly runId: bigint;
  readonly state: string;
  readonly runIds: readonly bigint[];
  /** The backup that was made before it; null: none was. */
  readonly backup: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Up to now, while it goes on. */
  readonly durationMs: number;
  /** Null: it goes on. */
  readonly report: RefreshFigures | null;
}

/** Takes a waiting run of a refresh and writes the runs that request its data; null if another process took it. */
export async function startRefresh(
  tx: Database,
  runId: bigint,
  refresh: RefreshRequest & { readonly backup: string | null; readonly runs: readonly NewRun[] },
): Promise<bigint[] | null> {
  const taken = await tx.$executeRaw`
    UPDATE runs SET state = 'running' WHERE id = ${runId} AND state = 'planning' AND ending IS NULL`;
  if (taken === 0) return null;
  const { profile, tickers, limit, force, backup } = refresh;
  const runIds: bigint[] = [];
  for (const run of refresh.runs) runIds.push(await createRun(tx, run));
  await tx.$executeRaw`
    INSERT INTO refresh_reports (run_id, profile, tickers, max_targets, force, run_ids, backup, started_at)
    VALUES (${runId}, ${profile}, ${[...(tickers ?? [])]}::text[], ${limit}::int, ${force}, ${runIds}::bigint[], ${backup}::text, now())`;
  return runIds;
}

/** The refreshes, the latest first; with a run that one alone. */
export async function refreshes(
  sql: Sql,
  { runId = null, limit }: { readonly runId?: bigint | null; readonly limit: number },
): Promise<Refresh[]> {
  const rows = await sql.$queryRaw<(Omit<Refresh, 'tickers' | 'runIds'> & { tickers: string[]; runIds: string[] })[]>`
    SELECT f.run_id AS "runId", f.profile, r.state, f.tickers, f.max_targets AS "limit", f.force, f.run_ids::text[] AS "runIds", f.backup,
      f.started_at AS "startedAt", f.ended_at AS "endedAt",
      (extract(epoch FROM coalesce(f.ended_at, clock_timestamp()) - f.started_at) * 1000)::int AS "durationMs", f.report
    FROM refresh_reports f JOIN runs r ON r.id = f.run_id
    WHERE ${runId}::bigint IS NULL OR f.run_id = ${runId}::bigint ORDER BY f.run_id DESC LIMIT ${limit}`;
  return rows.map(({ tickers, runIds, ...row }) => ({
    ...row,
    tickers: tickers.length === 0 ? null : tickers,
    runIds: runIds.map(BigInt),
  }));
}

/** A refresh that goes on. */
export interface OpenRefresh {
  readonly runId: bigint;
  /** Its own run was cancelled, so that its others are to be. */
  readonly isCancelled: boolean;
  /** The runs of it that go on. */
  readonly open: readonly bigint[];
}

/** The refreshes that go on, the oldest first. */
export async function openRefreshes(sql: Sql): Promise<OpenRefresh[]> {
  const rows = await sql.$queryRaw<(Omit<OpenRefresh, 'open'> & { open: string[] })[]>`
    SELECT f.run_id AS "runId", r.ending IS NOT NULL OR r.finished_at IS NOT NULL AS "isCancelled",
      ARRAY(SELECT o.id::text FROM runs o WHERE o.id = ANY(f.run_ids) AND o.finished_at IS NULL ORDER BY o.id) AS open
    FROM refresh_reports f JOIN runs r ON r.id = f.run_id WHERE f.ended_at IS NULL ORDER BY f.run_id`;
  return rows.map(({ open, ...row }) => ({ ...row, open: open.map(BigInt) }));
}

/**
 * Writes the report of a refresh whose runs have ended, and how each of these ended as a part of its own run. Of the
 * reports the last 30 are kept. Idempotent.
 */
export async function endRefresh(tx: Database, runId: bigint, report: RefreshFigures): Promise<void> {
  await tx.$executeRaw`
    UPDATE refresh_reports SET ended_at = clock_timestamp(), report = ${JSON.stringify(report)}::jsonb
    WHERE run_id = ${runId} AND ended_at IS NULL`;
  const parts = report.datasets.map(
    ({ dataset, state, startedAt }): StagePart => ({
      target: dataset,
      state: state === 'done' || state === 'partial' || state === 'cancelled' ? state : 'failed',
      found: 0, // counted by the run of the dataset
      created: 0,
      errorCode: null,
      errorMessage: null,
      startedAt: new Date(startedAt),
    }),
  );
  const [run] = await tx.$queryRaw<{ dataset: 'refresh' | 'refresh-morning' }[]>`
    SELECT dataset FROM runs WHERE id = ${runId} AND finished_at IS NULL`;
  if (run) await endStageRun(tx, runId, run.dataset, parts);
  await tx.$executeRaw`
    DELETE FROM refresh_reports WHERE ended_at IS NOT NULL AND run_id NOT IN (
      SELECT run_id FROM refresh_reports ORDER BY run_id DESC LIMIT ${keptReports})`;
}
