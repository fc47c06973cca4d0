// Grants rate-limit permits by one UPDATE on a source's row.

import type { SourceId } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { distance, retryMs } from './egress.ts';

/** The requests that a source allows in a day, and the zone whose midnight begins the next one. */
export interface Quota {
  readonly perDay: number;
  readonly resetZone: string;
}

/**
 * How a request leaves: as usual, through the source's proxies if it has any; directly, while those fail; or through
 * them, on trial, for all others to follow if that works.
 */
export type Way = 'usual' | 'direct' | 'trial';

/** Leave to send one request, or why not. Times are counted from the answer. */
export type Permit =
  | {
      readonly kind: 'go';
      /** The instant of the departure. */
      readonly inMs: number;
      /** Set after a quiet period: the leave is for one probe, which decides whether the source is open. Its number. */
      readonly probe: number | null;
      /** The source has failed since its last correct answer. */
      readonly failing: boolean;
      readonly way: Way;
    }
  /** To be requested again then; Infinity if only an operator can end it. */
  | { readonly kind: Refusal; readonly inMs: number };

/** `probing`: another process probes right now. `spent`: the quota of the day is used up. */
type Refusal = 'not-before' | 'quiet' | 'probing' | 'spent' | 'paused';

/** How far ahead a slot may lie and still be taken, ms. */
const horizonMs = 300;
/** A probe whose process is silent for so long is overtaken by the next one. */
const probeLeaseMs = 60_000;

/**
 * Takes leave to send one request: one statement on the source's row, the one clock of the fleet. Departures are spaced
 * evenly, so that no sliding window holds more than the pace; the request is counted against the quota before it is sent.
 * Only a process that has proxies for the source may be given their trial.
 */
export async function takePermit(db: Sql, source: SourceId, quota: Quota | null, hasProxies = false): Promise<Permit> {
  for (;;) {
    const [granted] = (await grant(db, source, quota, { count: 1, hasProxies })) ?? [];
    const permit = granted ?? (await refusal(db, source, quota));
    if (permit) return permit;
  }
}

/**
 * Takes leave for several requests at once, in the order of their departures; null if there is not leave for all. None is
 * a probe, and none tries the proxies: that is for one request alone.
 */
export function takePermits(db: Sql, source: SourceId, quota: Quota | null, count: number): Promise<Permit[] | null> {
  return grant(db, source, quota, { count, hasProxies: false });
}

/** The day that the quota's zone has now. */
const today = ({ resetZone }: Quota) => Prisma.sql`(clock_timestamp() AT TIME ZONE ${resetZone})::date`;

/** Takes so many slots if there are. A process that waits for the row sees the changes of those before it. */
async function grant(
  db: Sql,
  source: SourceId,
  quota: Quota | null,
  { count, hasProxies }: { count: number; hasProxies: boolean },
): Promise<Permit[] | null> {
  const isLeft = quota
    ? Prisma.sql`CASE WHEN quota_day >= ${today(quota)} THEN quota_used ELSE 0 END + ${count}::int <= ${quota.perDay}`
    : Prisma.sql`true`;
  const counted = quota
    ? Prisma.sql`quota_used = CASE WHEN quota_day >= ${today(quota)} THEN quota_used ELSE 0 END + ${count}::int,
        quota_day = greatest(quota_day, ${today(quota)}),`
    : Prisma.empty;
  // A pace that a crash of Postgres forgets costs nothing, so the commit is not waited for; a quota is.
  const commit = quota ? Prisma.sql`'on'` : Prisma.sql`'off'`;
  // The statement's own instant, which no other one shares, marks the permit that has the trial.
  const nextTrial = Prisma.sql`now() + ${retryMs} * interval '1 ms'`;
  const [row] = await db.$queryRaw<
    { inMs: number; apartMs: number; probe: number | null; failing: boolean; way: Way; commit: string }[]
  >`
    UPDATE source_state SET ${counted} requests = requests + ${count}::int,
      next_at = greatest(next_at, clock_timestamp()) + ${count}::int * (${distance}),
      direct_until = CASE WHEN ${hasProxies} AND direct_until <= clock_timestamp() THEN ${nextTrial} ELSE direct_until END,
      state = CASE state WHEN 'open' THEN 'open' ELSE 'probing' END,
      quiet_until = NULL,
      probe_until = CASE WHEN state <> 'open' THEN clock_timestamp() + ${probeLeaseMs} * interval '1 ms' END,
      probes = probes + (state <> 'open')::int
    WHERE source = ${source} AND paused_at IS NULL
      AND greatest(next_at, clock_timestamp()) + ${count - 1}::int * (${distance})
        <= clock_timestamp() + ${horizonMs} * interval '1 ms'
      AND (state = 'open' OR ${count}::int = 1 AND coalesce(quiet_until, probe_until) <= clock_timestamp()) AND ${isLeft}
    RETURNING CASE WHEN state = 'probing' THEN probes END AS probe, set_config('synchronous_commit', ${commit}, true) AS commit,
      consecutive_failures > 0 OR breaker_trips > 0 OR unreadable_answers > 0 OR outages > 0 AS failing,
      CASE WHEN direct_since IS NULL THEN 'usual' WHEN direct_until = ${nextTrial} THEN 'trial' ELSE 'direct' END AS way,
      (extract(epoch FROM next_at - ${count}::int * (${distance}) - clock_timestamp()) * 1000)::float8 AS "inMs",
      (extract(epoch FROM ${distance}) * 1000)::float8 AS "apartMs"`;
  if (!row) return null;
  const { inMs, apartMs, probe, failing, way } = row;
  return Array.from({ length: count }, (_, index) => ({
    kind: 'go',
    inMs: Math.max(0, inMs + index * apartMs),
    probe,
    failing,
    way,
  }));
}

/** Takes back what a permit has counted against the quota of the day, as nothing was sent with it. */
export async function returnQuota(db: Sql, source: SourceId, quota: Quota): Promise<void> {
  await db.$executeRaw`
    UPDATE source_state SET quota_used = greatest(0, quota_used - 1)
    WHERE source = ${source} AND quota_day = ${today(quota)}`;
}

/** Why there is no slot; null if there is one by now. */
async function refusal(db: Sql, source: SourceId, quota: Quota | null): Promise<Permit | null> {
  const [row] = await db.$queryRaw<{ kind: Refusal | null; inMs: number }[]>`
    SELECT kind, greatest(0, extract(epoch FROM CASE kind
        WHEN 'quiet' THEN quiet_until
        WHEN 'probing' THEN probe_until
        WHEN 'spent' THEN (quota_day + 1)::timestamp AT TIME ZONE ${quota?.resetZone ?? 'UTC'}
        WHEN 'not-before' THEN next_at - ${horizonMs} * interval '1 ms'
        ELSE 'infinity' END - now) * 1000)::float8 AS "inMs"
    FROM (
      SELECT *, CASE
        WHEN paused_at IS NOT NULL THEN 'paused'
        WHEN quiet_until > now THEN 'quiet'
        WHEN probe_until > now THEN 'probing'
        WHEN ${quota ? Prisma.sql`quota_day >= ${today(quota)} AND quota_used >= ${quota.perDay}` : Prisma.sql`false`} THEN 'spent'
        WHEN next_at > now + ${horizonMs} * interval '1 ms' THEN 'not-before' END AS kind
      FROM source_state, (SELECT clock_timestamp() AS now) clock WHERE source = ${source}) judged`;
  if (!row) throw new Error(`source ${source} has no state`);
  return row.kind && { kind: row.kind, inMs: row.inMs };
}

/** Whether a request may leave right now; read again before sending after a sleep. */
export async function mayAsk(db: Sql, source: SourceId): Promise<boolean> {
  const rows = await db.$queryRaw<object[]>`
    SELECT FROM source_state WHERE source = ${source} AND state = 'open' AND paused_at IS NULL`;
  return rows.length > 0;
}
