// Records ticks once per slot, and turns closed slots into runs.

import type { DatasetId } from '@tickermill/core';
import { type Database, Prisma, type Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import { tickerOf } from '../universe/find-tickers.ts';

/** A slot takes ticks for so long; a later one joins a run of trigger `late`. */
const slotTakesMs = 120_000;

/** A tick of a schedule, as its repeatable job brought it. */
export interface Tick {
  readonly scheduleId: bigint;
  /** The version of the schedule when the tick was set: ticks of an earlier version are ignored. */
  readonly version: number;
  readonly dueAt: Date;
}

const instants = (dates: readonly Date[]) =>
  Prisma.sql`${dates.map((date) => date.toISOString())}::text[]::timestamptz[]`;
const ms = (milliseconds: number) => Prisma.sql`${milliseconds}::double precision * interval '1 ms'`;
/** Whether an operator has stopped all schedules. */
const isStopped = Prisma.sql`EXISTS (SELECT FROM settings WHERE key = 'scheduler' AND value = '"stopped"'::jsonb)`;

/** Whether a slot of a schedule falls into a pause of its own, or of its group: read from `schedules_paused_idx`, which few are in. */
const isPaused = (due: Prisma.Sql) => Prisma.sql`EXISTS (
  SELECT FROM schedules p WHERE p.paused_at IS NOT NULL AND p.paused_at <= ${due} AND (p.pause_until IS NULL OR p.pause_until > ${due})
    AND (p.id = s.id OR p.kind = 'group' AND p.dataset = s.dataset AND p.group_key = s.group_key))`;

/** What is written of a slot: late or in time, and skipped if the schedules are stopped or paused, or for the reason given. */
const outcome = (due: Prisma.Sql, now: Date, skipReason: string | null = null) => Prisma.sql`
  ${now}::timestamptz - ${due} > ${ms(slotTakesMs)}, CASE WHEN ${isStopped} THEN 'stopped' WHEN ${isPaused(due)} THEN 'paused' ELSE ${skipReason}::text END, ${now}::timestamptz`;

/** Writes ticks, those that are new. A tick that arrives while the schedules are stopped is written as skipped `stopped`. */
export async function recordTicks(db: Database, ticks: readonly Tick[], now: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO schedule_ticks (schedule_id, due_at, late, skip_reason, recorded_at)
    SELECT s.id, w.due, ${outcome(Prisma.sql`w.due`, now)}
    FROM unnest(${ticks.map(({ scheduleId }) => scheduleId)}::bigint[], ${ticks.map(({ version }) => version)}::int[],
                ${instants(ticks.map(({ dueAt }) => dueAt))}) AS w(id, version, due)
      JOIN schedules s ON s.id = w.id AND s.version = w.version AND s.enabled
    ORDER BY s.id ON CONFLICT DO NOTHING`;
}

/** What schedules fall due by: those with the same are looked after together. */
export interface Timetable {
  readonly cron: string;
  readonly zone: string;
  /** Since when the oldest of its schedules means this. */
  readonly since: Date;
}

/** The timetables of all schedules that fall due by themselves. */
export function timetables(db: Database): Promise<Timetable[]> {
  return db.$queryRaw<Timetable[]>`
    SELECT cron, zone, min(since) AS since FROM schedules
    WHERE enabled AND kind <> 'group' AND cron IS NOT NULL GROUP BY cron, zone ORDER BY cron, zone`;
}

/**
 * Writes the slots of a timetable that have no row, for every schedule that had this timetable then; with a reason they
 * are skipped. Returns how many rows are new.
 */
export function recordSlots(
  db: Database,
  { cron, zone }: Pick<Timetable, 'cron' | 'zone'>,
  { slots, skipReason, now }: { slots: readonly Date[]; skipReason: string | null; now: Date },
): Promise<number> {
  return db.$executeRaw`
    INSERT INTO schedule_ticks (schedule_id, due_at, late, skip_reason, recorded_at)
    SELECT s.id, w.due, ${outcome(Prisma.sql`w.due`, now, skipReason)}
    FROM schedules s, unnest(${instants(slots)}) AS w(due)
    WHERE s.cron = ${cron} AND s.zone = ${zone} AND s.enabled AND s.kind <> 'group' AND s.since < w.due
      AND NOT EXISTS (SELECT FROM schedule_ticks t WHERE t.schedule_id = s.id AND t.due_at = w.due)
    ORDER BY s.id, w.due ON CONFLICT DO NOTHING`;
}

/** When the followers of a run's schedule are to fall due: those with the same hour together. */
export interface Follower {
  readonly afterId: bigint;
  readonly zone: string;
  readonly notBefore: string | null;
  /** The slot that the run was of. */
  readonly dueAt: Date;
}

/**
 * Who follows the schedule whose slot a run is. A run of its own has no followers, and a failed one has brought nothing
 * to be checked.
 */
export function followersOf(db: Database, runId: bigint): Promise<Follower[]> {
  return db.$queryRaw<Follower[]>`
    SELECT DISTINCT f.after_id AS "afterId", f.zone, f.not_before AS "notBefore", r.due_at AS "dueAt"
    FROM runs r JOIN schedules p ON p.dataset = r.dataset AND p.group_key = r.group_key AND p.kind <> 'ticker'
      JOIN schedules f ON f.after_id = p.id AND f.enabled AND f.kind <> 'group'
    WHERE r.id = ${runId} AND r.due_at IS NOT NULL AND NOT (f.dataset = 'quality' AND r.state = 'failed')`;
}

/** Writes a slot of followers. They are never late: they wait for their predecessor. */
export async function recordFollowers(db: Database, following: Follower, dueAt: Date, now: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO schedule_ticks (schedule_id, due_at, skip_reason, recorded_at)
    SELECT id, ${dueAt}::timestamptz, CASE WHEN ${isStopped} THEN 'stopped'
      WHEN ${isPaused(Prisma.sql`${dueAt}::timestamptz`)} THEN 'paused' END, ${now}::timestamptz FROM schedules s
    WHERE after_id = ${following.afterId} AND zone = ${following.zone} AND enabled AND kind <> 'group'
      AND not_before IS NOT DISTINCT FROM ${following.notBefore}::text
    ORDER BY id ON CONFLICT DO NOTHING`;
}

interface Slot {
  readonly dataset: string;
  readonly groupKey: string;
  readonly dueAt: Date;
  readonly late: boolean;
}

/**
 * Turns the slots that take no more ticks into runs that wait for their planner, and returns those. A slot is closed
 * when every schedule of its group has its row, at the latest after 2 min.
 */
export async function closeSlots(store: Store, now: Date): Promise<bigint[]> {
  const closed = await store.db.$queryRaw<Slot[]>`
    SELECT dataset, group_key AS "groupKey", due_at AS "dueAt", late FROM (
      SELECT s.dataset, s.group_key, t.due_at, t.late, min(t.recorded_at) AS first FROM schedule_ticks t JOIN schedules s ON s.id = t.schedule_id
      WHERE t.run_id IS NULL AND t.skip_reason IS NULL AND t.due_at <= ${now}::timestamptz GROUP BY 1, 2, 3, 4) slot
    WHERE CASE WHEN late THEN first ELSE due_at END + ${ms(slotTakesMs)} <= ${now}::timestamptz
      OR NOT EXISTS (
        SELECT FROM schedules s WHERE s.dataset = slot.dataset AND s.group_key = slot.group_key AND s.enabled AND s.kind <> 'group'
          AND s.since < slot.due_at AND NOT EXISTS (SELECT FROM schedule_ticks t WHERE t.schedule_id = s.id AND t.due_at = slot.due_at))
    ORDER BY due_at, dataset, group_key, late`;
  const runs: bigint[] = [];
  for (const slot of closed) {
    const run = await store.transaction((tx) => openRun(tx, slot));
    if (run !== null) runs.push(run);
  }
  return runs;
}

/** Gives the ticks of a slot their run; null when another process did. */
async function openRun(tx: Database, { dataset, groupKey, dueAt, late }: Slot): Promise<bigint | null> {
  // A second process waits here, and finds none.
  const ticks = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT t.schedule_id AS id FROM schedule_ticks t JOIN schedules s ON s.id = t.schedule_id
    WHERE t.due_at = ${dueAt}::timestamptz AND t.late = ${late} AND t.run_id IS NULL AND t.skip_reason IS NULL
      AND s.dataset = ${dataset} AND s.group_key = ${groupKey}
    ORDER BY t.schedule_id FOR UPDATE OF t`;
  if (ticks.length === 0) return null;
  const ids = ticks.map(({ id }) => id);
  const theirs = Prisma.sql`schedule_id = ANY(${ids}::bigint[]) AND due_at = ${dueAt}::timestamptz`;
  const slot = { dataset, groupKey, dueAt };
  const run =
    (await insertRun(tx, { ...slot, late }, ids)) ?? (late ? null : await insertRun(tx, { ...slot, late: true }, ids));
  if (run === null) {
    // Its run and the one for late ticks are planned: the next slot covers these ticks.
    await tx.$executeRaw`UPDATE schedule_ticks SET skip_reason = 'slot-closed' WHERE ${theirs}`;
  } else {
    await tx.$executeRaw`UPDATE schedule_ticks SET run_id = ${run} WHERE ${theirs}`;
  }
  return run;
}

/** Writes the run of a slot, with the requests of these schedules. Null if the slot has its run already. */
async function insertRun(tx: Database, slot: Slot, ids: readonly bigint[]): Promise<bigint | null> {
  const { dataset, groupKey, dueAt, late } = slot;
  const [run] = await tx.$queryRaw<{ id: bigint }[]>`
    INSERT INTO runs (dataset, trigger, group_key, due_at, request)
    SELECT ${dataset}, ${late ? 'late' : 'schedule'}, ${groupKey}, ${dueAt}::timestamptz, jsonb_build_object('force', false,
      'params', coalesce((array_agg(s.params ORDER BY s.id))[1], '{}'),
      'tickers', CASE WHEN bool_or(s.kind = 'ticker')
        THEN coalesce(jsonb_agg(${tickerOf(Prisma.sql`y`)} ORDER BY y.symbol) FILTER (WHERE y.symbol IS NOT NULL), '[]') END)
    FROM schedules s LEFT JOIN symbols y ON y.instrument_id = s.instrument_id AND y.valid_to IS NULL
    WHERE s.id = ANY(${[...ids]}::bigint[])
    ON CONFLICT DO NOTHING RETURNING id`;
  return run?.id ?? null;
}

/**
 * Writes the run of a slot that is not of the schedule's own times, for a part of its targets. Null if the scheduler is
 * stopped, the dataset's schedule is disabled or did not exist yet, or the slot has its run.
 */
export async function createSlotRun(
  sql: Sql,
  about: { dataset: DatasetId; part: string; dueAt: Date; params: Readonly<Record<string, string>> },
): Promise<bigint | null> {
  const [run] = await sql.$queryRaw<{ id: bigint }[]>`
    INSERT INTO runs (dataset, trigger, group_key, due_at, request)
    SELECT s.dataset, 'schedule', s.group_key || '@' || ${about.part}, ${about.dueAt}::timestamptz, jsonb_build_object(
      'force', false, 'params', s.params || ${JSON.stringify(about.params)}::jsonb, 'tickers', NULL)
    FROM schedules s
    WHERE s.dataset = ${about.dataset} AND s.kind = 'group' AND s.enabled AND s.since < ${about.dueAt}::timestamptz AND NOT ${isStopped}
      AND NOT ${isPaused(Prisma.sql`${about.dueAt}::timestamptz`)}
    ON CONFLICT DO NOTHING RETURNING id`;
  return run?.id ?? null;
}
