// Pace, pause, quota and status in a source's row.

import type { Day, SourceId } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { distance, distanceAt } from './egress.ts';

/** Departures per period: the pace of a source. */
export interface Pace {
  readonly requests: number;
  readonly perMs: number;
}

/** Makes a row for a source that has none, open and at this pace. Returns the pace that holds. */
export async function ensureSource(db: Database, source: SourceId, { requests, perMs }: Pace): Promise<Pace> {
  await db.sourceState.createMany({
    data: { source, paceRequests: requests, pacePerMs: perMs },
    skipDuplicates: true,
  });
  return paceOf(db, source);
}

/** The pace of a source. */
export async function paceOf(db: Database, source: SourceId): Promise<Pace> {
  const { paceRequests, pacePerMs } = await db.sourceState.findUniqueOrThrow({ where: { source } });
  return { requests: paceRequests, perMs: pacePerMs };
}

/**
 * Changes the pace of a source, for every process from its next permit on: the next departure follows the last one at
 * the new distance, so that a source that was slow need not wait out its old one.
 */
export async function setPace(db: Database, source: SourceId, { requests, perMs }: Pace): Promise<void> {
  await db.$executeRaw`
    UPDATE source_state SET pace_requests = ${requests}, pace_per_ms = ${perMs}, updated_at = clock_timestamp(),
      next_at = next_at - ${distance} + ${distanceAt(Prisma.sql`${perMs}`, Prisma.sql`${requests}`)}
    WHERE source = ${source}`;
}

/** Why something is paused, by whom, and until when; null: until it is resumed. */
export interface Pause {
  readonly by: string;
  readonly reason?: string | null | undefined;
  readonly until?: Date | null | undefined;
}

/** Pauses requests of every process to a source, whatever its own state. One that is paused takes a reason or end. */
export async function pauseSource(db: Database, source: SourceId, { by, reason, until }: Pause): Promise<void> {
  await db.$executeRaw`
    UPDATE source_state SET paused_at = CASE WHEN paused_for_disk THEN clock_timestamp() ELSE coalesce(paused_at, clock_timestamp()) END,
      paused_by = ${by}, pause_reason = ${reason ?? null}::text, pause_until = ${until ?? null}::timestamptz,
      paused_for_disk = false, updated_at = clock_timestamp()
    WHERE source = ${source} AND (paused_at IS NULL OR paused_for_disk OR ${reason != null || until != null})`;
}

/** Ends the pauses whose end has come. Returns the sources. */
export async function endSourcePauses(sql: Sql, now: Date): Promise<SourceId[]> {
  const rows = await sql.$queryRaw<{ source: SourceId }[]>`
    UPDATE source_state SET paused_at = NULL, paused_by = NULL, pause_reason = NULL, pause_until = NULL, updated_at = clock_timestamp()
    WHERE pause_until <= ${now}::timestamptz RETURNING source`;
  return rows.map(({ source }) => source);
}

/** Counts the whole quota of a day (in the quota's zone) as used: the source reports it so. */
export async function spendQuota(
  db: Database,
  source: SourceId,
  { perDay, day }: { perDay: number; day: Day },
): Promise<void> {
  await db.$executeRaw`
    UPDATE source_state SET quota_used = ${perDay}, quota_day = ${day}::date, updated_at = clock_timestamp()
    WHERE source = ${source} AND (quota_day IS NULL OR quota_day <= ${day}::date)`;
}

/** Ends an operator's pause. A quiet source stays quiet, and is probed when that is over. */
export async function resumeSource(db: Database, source: SourceId): Promise<void> {
  await db.sourceState.update({
    where: { source },
    data: {
      pausedAt: null,
      pausedBy: null,
      pauseReason: null,
      pauseUntil: null,
      pausedForDisk: false,
      updatedAt: new Date(),
    },
  });
}

/** A source as an operator sees it. */
export interface SourceStatus {
  readonly source: string;
  /** Whether the workers send it requests. */
  readonly enabled: boolean;
  readonly state: 'open' | 'quiet' | 'probing' | 'paused';
  readonly pace: Pace;
  readonly requests: number;
  /** The last day, in the quota's zone, of which requests were counted against the quota, and how many. */
  readonly quota: { readonly day: Date | null; readonly used: number };
  readonly quietUntil: Date | null;
  readonly quietReason: string | null;
  readonly pausedAt: Date | null;
  readonly pausedBy: string | null;
  readonly pauseReason: string | null;
  readonly pauseUntil: Date | null;
  /** Set while its proxies fail: requests bypass them, at half the pace. */
  readonly directSince: Date | null;
  readonly consecutiveFailures: number;
  readonly breakerTrips: number;
  /** Failures of the network and unreadable answers in a row, and the quiet periods of outages. */
  readonly networkFailures: number;
  readonly unreadableAnswers: number;
  readonly outages: number;
}

/** Every source that any worker has prepared, by name. */
export async function sourceStatuses(db: Database): Promise<SourceStatus[]> {
  const rows = await db.sourceState.findMany({ orderBy: { source: 'asc' } });
  return rows.map(({ source, enabled, state, paceRequests, pacePerMs, requests, quotaDay, quotaUsed, ...row }) => ({
    source,
    enabled,
    state: row.pausedAt ? 'paused' : (state as SourceStatus['state']),
    pace: { requests: paceRequests, perMs: pacePerMs },
    requests: Number(requests),
    quota: { day: quotaDay, used: quotaUsed },
    quietUntil: row.quietUntil,
    quietReason: row.quietReason,
    pausedAt: row.pausedAt,
    pausedBy: row.pausedBy,
    pauseReason: row.pauseReason,
    pauseUntil: row.pauseUntil,
    directSince: row.directSince,
    consecutiveFailures: row.consecutiveFailures,
    breakerTrips: row.breakerTrips,
    networkFailures: row.networkFailures,
    unreadableAnswers: row.unreadableAnswers,
    outages: row.outages,
  }));
}
