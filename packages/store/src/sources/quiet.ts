// Quiet periods, circuit breaker and probes in a source's row.

import type { SourceId } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';

/** The quiet period of a source that fails again and again: `quietMs`, doubled each time up to `longestMs`. */
export interface Rest {
  readonly quietMs: number;
  readonly longestMs: number;
  readonly reason: string;
  /** Counted and doubled apart: an outage, which is short, and the circuit breaker. */
  readonly by: 'outage' | 'breaker';
}

/**
 * Makes a source quiet for every process; `forQuota`: because the requests of its day are spent. The end of a quiet period
 * only ever moves later. Returns the ms that it still lasts.
 */
export async function quietSource(
  db: Database,
  source: SourceId,
  { ms, reason, forQuota = false }: { ms: number; reason: string; forQuota?: boolean },
): Promise<number> {
  const [row] = await db.$queryRaw<{ ms: number }[]>`
    UPDATE source_state SET state = 'quiet', probe_until = NULL, updated_at = now,
      quiet_reason = CASE WHEN quiet_until > now + ${ms} * interval '1 ms' THEN quiet_reason ELSE ${reason} END,
      quiet_for_quota = CASE WHEN quiet_until > now + ${ms} * interval '1 ms' THEN quiet_for_quota ELSE ${forQuota} END,
      quiet_until = greatest(quiet_until, now + ${ms} * interval '1 ms')
    FROM (SELECT clock_timestamp() AS now) clock
    WHERE source = ${source}
    RETURNING (extract(epoch FROM quiet_until - now) * 1000)::float8 AS ms`;
  return row?.ms ?? ms;
}

/** What a failure says of its source: it was not reached, its answer could not be read, or neither. */
export type FailureKind = 'network' | 'unreadable' | 'other';

/** The failures of a source without a success between. */
export interface FailuresInARow {
  readonly ofSource: number;
  readonly network: number;
  readonly unreadable: number;
  /** Quiet periods that they led to. */
  readonly outages: number;
  readonly breakerTrips: number;
  /** For how long the source is quiet already, ms; while it is probed: 1 s. */
  readonly quietMs: number;
}

/** So many failures of the network do not yet say that the source cannot be reached; their tasks are remembered. */
const firstOfRow = 2;

/** Counts a failure that says something of its source, and returns how many there were in a row. */
export async function countFailure(
  db: Database,
  source: SourceId,
  {
    kind,
    isOfSource,
    taskId = null,
  }: { kind: FailureKind; isOfSource: boolean; taskId?: bigint | null | undefined } = {
    kind: 'other',
    isOfSource: true,
  },
): Promise<FailuresInARow> {
  const [row] = await db.$queryRaw<FailuresInARow[]>`
    UPDATE source_state SET consecutive_failures = consecutive_failures + ${isOfSource ? 1 : 0},
      network_failures = CASE ${kind} WHEN 'network' THEN network_failures + 1 ELSE 0 END,
      network_tasks = CASE WHEN ${kind} <> 'network' THEN '{}' WHEN network_failures < ${firstOfRow} AND outages = 0 AND state = 'open'
        THEN network_tasks || array_remove(ARRAY[${taskId}::bigint], NULL) ELSE network_tasks END,
      unreadable_answers = CASE ${kind} WHEN 'unreadable' THEN unreadable_answers + 1 WHEN 'other' THEN 0 ELSE unreadable_answers END
    WHERE source = ${source}
    RETURNING consecutive_failures AS "ofSource", network_failures AS network, unreadable_answers AS unreadable,
      outages, breaker_trips AS "breakerTrips",
      ${quietLeft} AS "quietMs"`;
  if (!row) throw new Error(`source ${source} has no state`);
  return row;
}

const quietLeft = Prisma.sql`(CASE state WHEN 'quiet' THEN greatest(1, extract(epoch FROM quiet_until - clock_timestamp()) * 1000)
  WHEN 'probing' THEN 1000 ELSE 0 END)::float8`;

/** Resets the failures of an open source after a correct answer. */
export async function forgetFailures(db: Database, source: SourceId): Promise<void> {
  await db.$executeRaw`
    UPDATE source_state SET consecutive_failures = 0, breaker_trips = 0, network_failures = 0, unreadable_answers = 0, outages = 0, network_tasks = '{}'
    WHERE source = ${source} AND state = 'open'
      AND (consecutive_failures > 0 OR breaker_trips > 0 OR unreadable_answers > 0 OR outages > 0)`;
}

/**
 * Makes a source quiet that is open and fails so often in a row. Returns for how many ms; null if it is not open, or a
 * success came between.
 */
export async function tripBreaker(
  db: Database,
  source: SourceId,
  { failures, ...rest }: Rest & { failures: Partial<Pick<FailuresInARow, 'ofSource' | 'network' | 'unreadable'>> },
): Promise<number | null> {
  const { ofSource = 0, network = 0, unreadable = 0 } = failures;
  const isFailing = Prisma.sql`state = 'open' AND consecutive_failures >= ${ofSource} AND network_failures >= ${network}
    AND unreadable_answers >= ${unreadable}`;
  return letRest(db, source, rest, isFailing);
}

/** A probe ended without an answer that opens the source. Returns the ms of quiet that follow; null if it was overtaken. */
export async function failProbe(
  db: Database,
  source: SourceId,
  { probe, ...rest }: Rest & { probe: number },
): Promise<number | null> {
  return letRest(db, source, rest, Prisma.sql`state = 'probing' AND probes = ${probe}`);
}

async function letRest(
  db: Database,
  source: SourceId,
  { quietMs, longestMs, reason, by }: Rest,
  which: Prisma.Sql,
): Promise<number | null> {
  const count = by === 'outage' ? Prisma.sql`outages` : Prisma.sql`breaker_trips`;
  const [row] = await db.$queryRaw<{ ms: number }[]>`
    WITH resting AS (
      UPDATE source_state SET state = 'quiet', probe_until = NULL, quiet_reason = ${reason}, quiet_for_quota = false, ${count} = ${count} + 1,
        quiet_until = clock_timestamp() + least(${longestMs}, ${quietMs} * 2 ^ least(${count}, 30)) * interval '1 ms',
        updated_at = clock_timestamp(), network_tasks = '{}'
      WHERE source = ${source} AND ${which}
      RETURNING (extract(epoch FROM quiet_until - clock_timestamp()) * 1000)::float8 AS ms
    ), spared AS (
      -- The attempt may still be about to be counted: it is taken back all the same.
      UPDATE tasks t SET attempts = attempts - n FROM (
        SELECT u.id, count(*)::int AS n FROM source_state, unnest(network_tasks) AS u(id)
        WHERE source = ${source} AND ${by} = 'outage' GROUP BY u.id) began
      WHERE t.id = began.id AND t.state IN ('waiting', 'queued', 'running') AND EXISTS (SELECT FROM resting))
    SELECT ms FROM resting`;
  return row?.ms ?? null;
}

/** Counts a probe that the source refused. Returns how many there were since it was last open. */
export async function countRefusedProbe(db: Database, source: SourceId): Promise<number> {
  const { refusedProbes } = await db.sourceState.update({
    where: { source },
    data: { refusedProbes: { increment: 1 } },
  });
  return refusedProbes;
}

/** Ends a quiet period: its probe was answered. False if the probe was overtaken. */
export async function openSource(db: Database, source: SourceId, probe: number): Promise<boolean> {
  const { count } = await db.sourceState.updateMany({
    where: { source, state: 'probing', probes: probe },
    data: {
      state: 'open',
      quietReason: null,
      probeUntil: null,
      consecutiveFailures: 0,
      networkFailures: 0,
      networkTasks: [],
      unreadableAnswers: 0,
      refusedProbes: 0,
      updatedAt: new Date(),
    },
  });
  return count > 0;
}

/** Returns a probe that was not sent, or not awaited: the next request probes. */
export async function returnProbe(db: Database, source: SourceId, probe: number): Promise<void> {
  await db.$executeRaw`
    UPDATE source_state SET state = 'quiet', quiet_until = clock_timestamp(), probe_until = NULL
    WHERE source = ${source} AND state = 'probing' AND probes = ${probe}`;
}
