// Reads and changes schedules, groups and overrides.

import type { DatasetId, Stage, Ticker } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';

/** What a schedule requests and when. */
export interface ScheduleDefinition {
  readonly cron: string | null;
  readonly zone: string;
  readonly afterId: bigint | null;
  readonly notBefore: string | null;
  readonly enabled: boolean;
  readonly params: Readonly<Record<string, string | number | boolean>>;
}

/** A pause of a schedule, or of its group. */
export interface SchedulePause {
  readonly at: Date;
  readonly by: string;
  readonly reason: string | null;
  /** When it ends by itself; null: when somebody ends it. */
  readonly until: Date | null;
}

/** A schedule with what a person calls it by. */
export interface ScheduleRow extends ScheduleDefinition {
  readonly id: bigint;
  readonly dataset: DatasetId | Stage;
  /** market: of a whole market. group: what tickers without a schedule of their own follow. ticker: of one ticker. */
  readonly kind: 'market' | 'group' | 'ticker';
  readonly groupKey: string;
  readonly ticker: Ticker | null;
  readonly instrumentId: bigint | null;
  /** How many tickers follow a group. */
  readonly members: number;
  readonly pausedAt: Date | null;
  readonly pausedBy: string | null;
  readonly pauseReason: string | null;
  readonly pauseUntil: Date | null;
}

/**
 * A column of the pause of a schedule `s` itself, or of that of its group `g`: of the one that ends later, which lets
 * nothing fall due when the other has ended.
 */
const ofLaterPause = (column: 'paused_at' | 'paused_by' | 'pause_reason' | 'pause_until') => {
  const [own, ofGroup] = [Prisma.raw(`s.${column}`), Prisma.raw(`g.${column}`)];
  return Prisma.sql`CASE WHEN g.paused_at IS NULL OR s.paused_at IS NOT NULL
    AND (s.pause_until IS NULL OR s.pause_until >= g.pause_until) THEN ${own} ELSE ${ofGroup} END`;
};

const columns = Prisma.sql`
  s.id, s.dataset, s.kind, s.group_key AS "groupKey", s.cron, s.zone, s.after_id AS "afterId", s.not_before AS "notBefore",
  s.enabled, s.params, s.instrument_id AS "instrumentId", y.symbol AS ticker,
  ${ofLaterPause('paused_at')} AS "pausedAt", ${ofLaterPause('paused_by')} AS "pausedBy",
  ${ofLaterPause('pause_reason')} AS "pauseReason", ${ofLaterPause('pause_until')} AS "pauseUntil",
  CASE WHEN s.kind = 'group' THEN (
    SELECT count(*)::int FROM schedules m WHERE m.dataset = s.dataset AND m.group_key = s.group_key AND m.kind = 'ticker') ELSE 0 END AS members`;
const named = Prisma.sql`schedules s LEFT JOIN symbols y ON y.instrument_id = s.instrument_id AND y.valid_to IS NULL`;
const namedWithPause = Prisma.sql`${named}
  LEFT JOIN schedules g ON g.kind = 'group' AND g.dataset = s.dataset AND g.group_key = s.group_key AND s.kind = 'ticker'
    AND g.paused_at IS NOT NULL`;

/** A schedule; null if there is none of that id. */
export async function findSchedule(db: Database, id: bigint): Promise<ScheduleRow | null> {
  const [row] = await db.$queryRaw<ScheduleRow[]>`SELECT ${columns} FROM ${namedWithPause} WHERE s.id = ${id}`;
  return row ?? null;
}

/** The schedule of a ticker's instrument, or without one that of the dataset itself; null when there is none. */
export async function findScheduleOf(
  db: Database,
  dataset: DatasetId,
  instrumentId: bigint | null,
): Promise<ScheduleRow | null> {
  const [row] = await db.$queryRaw<ScheduleRow[]>`
    SELECT ${columns} FROM ${namedWithPause} WHERE s.dataset = ${dataset} AND s.instrument_id IS NOT DISTINCT FROM ${instrumentId}::bigint`;
  return row ?? null;
}

/** A page of the schedules and how many there are: those of datasets first, then tickers with their own, then the others. */
export async function listSchedules(
  db: Database,
  about: {
    limit: number;
    offset: number;
    dataset?: string | undefined;
    instrumentId?: bigint | undefined;
    /** Without tickers that follow the schedule of their group. */
    own: boolean;
  },
): Promise<{ total: number; rows: ScheduleRow[] }> {
  const wanted = Prisma.sql`(${about.dataset ?? null}::text IS NULL OR s.dataset = ${about.dataset ?? null}::text)
    AND (${about.instrumentId ?? null}::bigint IS NULL OR s.instrument_id = ${about.instrumentId ?? null}::bigint)
    AND (NOT ${about.own} OR s.kind <> 'ticker' OR s.group_key <> s.dataset)`;
  const rows = await db.$queryRaw<ScheduleRow[]>`
    SELECT ${columns} FROM ${namedWithPause} WHERE ${wanted}
    ORDER BY s.kind = 'ticker', s.group_key = s.dataset, s.dataset, y.symbol, s.id LIMIT ${about.limit} OFFSET ${about.offset}`;
  const [count] = await db.$queryRaw<
    { total: number }[]
  >`SELECT count(*)::int AS total FROM schedules s WHERE ${wanted}`;
  return { total: count?.total ?? 0, rows };
}

/** A schedule that a repeatable job mirrors. */
export interface MirroredSchedule {
  readonly id: bigint;
  readonly version: number;
  readonly dataset: string;
  readonly ticker: string | null;
  readonly cron: string;
  readonly zone: string;
}

/** The schedules that are to have a repeatable job. */
export function mirroredSchedules(db: Database): Promise<MirroredSchedule[]> {
  return db.$queryRaw<MirroredSchedule[]>`
    SELECT s.id, s.version, s.dataset, y.symbol AS ticker, s.cron, s.zone FROM ${named}
    WHERE s.enabled AND s.kind <> 'group' AND s.cron IS NOT NULL ORDER BY s.id`;
}

/** Writes a schedule of a dataset itself. Returns its id; null when there is one already. */
export async function createSchedule(
  db: Database,
  { dataset, kind, ...meaning }: ScheduleDefinition & { dataset: DatasetId | Stage; kind: 'market' | 'group' },
  now: Date,
): Promise<bigint | null> {
  const [row] = await db.$queryRaw<{ id: bigint }[]>`
    INSERT INTO schedules (dataset, kind, group_key, cron, zone, after_id, not_before, enabled, params, since, created_at)
    VALUES (${dataset}, ${kind}, ${dataset}, ${meaning.cron}, ${meaning.zone}, ${meaning.afterId}, ${meaning.notBefore},
            ${meaning.enabled}, ${JSON.stringify(meaning.params)}::jsonb, ${now}, ${now})
    ON CONFLICT DO NOTHING RETURNING id`;
  return row?.id ?? null;
}

/**
 * Changes a schedule, and with a group that of the tickers that inherit from it. A ticker that inherits gets an
 * override. Slots up to `now` are not of the new version.
 */
export async function changeSchedule(tx: Database, id: bigint, to: ScheduleDefinition, now: Date): Promise<void> {
  await setMeaning(tx, Prisma.sql`id = ${id}`, to, now);
  await tx.$executeRaw`UPDATE schedules SET group_key = dataset || '/' || id WHERE id = ${id} AND kind = 'ticker'`;
  const [group] = await tx.$queryRaw<
    { dataset: string }[]
  >`SELECT dataset FROM schedules WHERE id = ${id} AND kind = 'group'`;
  if (group) {
    await setMeaning(
      tx,
      Prisma.sql`dataset = ${group.dataset} AND group_key = ${group.dataset} AND kind = 'ticker'`,
      to,
      now,
    );
  }
}

/** Only one that means something else is numbered anew, and its repeatable job with it: that drops a pending tick. */
async function setMeaning(tx: Database, which: Prisma.Sql, to: ScheduleDefinition, now: Date): Promise<void> {
  const meant = Prisma.sql`(cron, zone, after_id, not_before, enabled) IS NOT DISTINCT FROM
    (${to.cron}::text, ${to.zone}::text, ${to.afterId}::bigint, ${to.notBefore}::text, ${to.enabled}::boolean)`;
  await tx.$executeRaw`
    UPDATE schedules SET version = CASE WHEN ${meant} THEN version ELSE version + 1 END,
      since = CASE WHEN ${meant} THEN since ELSE ${now}::timestamptz END,
      cron = ${to.cron}, zone = ${to.zone}, after_id = ${to.afterId}, not_before = ${to.notBefore}, enabled = ${to.enabled},
      params = ${JSON.stringify(to.params)}::jsonb
    WHERE ${which}`;
}

/** Puts a ticker's schedule back to what its group means. False when there is no such group. */
export async function rejoinGroup(tx: Database, id: bigint, now: Date): Promise<boolean> {
  const rejoined = await tx.$executeRaw`
    UPDATE schedules s SET group_key = g.group_key, cron = g.cron, zone = g.zone, after_id = g.after_id,
      not_before = g.not_before, enabled = g.enabled, params = g.params, version = s.version + 1, since = ${now}
    FROM schedules g WHERE s.id = ${id} AND g.kind = 'group' AND g.dataset = s.dataset`;
  return rejoined > 0;
}

/** Deletes a schedule, and with a group the tickers that follow it. */
export async function deleteSchedule(tx: Database, id: bigint): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM schedules m USING schedules g
    WHERE g.id = ${id} AND g.kind = 'group' AND m.kind = 'ticker' AND m.dataset = g.dataset AND m.group_key = g.group_key`;
  await tx.$executeRaw`DELETE FROM schedules WHERE id = ${id}`;
}

/** Which schedules follow this one. */
export async function followingSchedules(db: Database, id: bigint): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`SELECT id FROM schedules WHERE after_id = ${id} ORDER BY id`;
  return rows.map((row) => row.id);
}

/**
 * Makes the schedules of tickers be those of the tracked ones: each follows the group of every dataset that has one, and
 * one that is tracked no longer loses its schedules. Returns how many were written or deleted.
 */
export async function followTracking(tx: Database, now: Date): Promise<number> {
  const lost = await tx.$executeRaw`
    DELETE FROM schedules s WHERE kind = 'ticker' AND NOT EXISTS (SELECT FROM watchlist_items w WHERE w.instrument_id = s.instrument_id)`;
  // A group that is being changed is waited for.
  const gained = await tx.$executeRaw`
    WITH groups AS MATERIALIZED (SELECT * FROM schedules WHERE kind = 'group' FOR SHARE)
    INSERT INTO schedules (dataset, kind, instrument_id, group_key, cron, zone, after_id, not_before, params, enabled, since, created_at)
    SELECT g.dataset, 'ticker', i.instrument_id, g.group_key, g.cron, g.zone, g.after_id, g.not_before, g.params, g.enabled, ${now}, ${now}
    FROM groups g CROSS JOIN (SELECT DISTINCT instrument_id FROM watchlist_items) i
    WHERE NOT EXISTS (SELECT FROM schedules s WHERE s.dataset = g.dataset AND s.instrument_id = i.instrument_id)
    ORDER BY g.id, i.instrument_id ON CONFLICT DO NOTHING`;
  return lost + gained;
}

/** Pauses a schedule, with a group its members: their slots are skipped until then. Paused again, it has the newer reason. */
export async function pauseSchedule(db: Database, id: bigint, { at, by, reason, until }: SchedulePause): Promise<void> {
  await db.$executeRaw`
    UPDATE schedules SET paused_at = CASE WHEN pause_until <= ${at}::timestamptz THEN ${at}::timestamptz
        ELSE coalesce(paused_at, ${at}::timestamptz) END, paused_by = ${by}, pause_reason = ${reason}::text,
      pause_until = ${until}::timestamptz
    WHERE id = ${id}`;
}

/** Ends the pause of a schedule, if it has one of its own. */
export async function resumeSchedule(db: Database, id: bigint): Promise<void> {
  await db.$executeRaw`
    UPDATE schedules SET paused_at = NULL, paused_by = NULL, pause_reason = NULL, pause_until = NULL WHERE id = ${id}`;
}
