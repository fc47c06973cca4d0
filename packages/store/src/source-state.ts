import type { SourceId } from '@tickermill/core';
import type { Database } from './database.ts';

/** Departures per period: the pace of a source. */
export interface Pace {
  readonly requests: number;
  readonly perMs: number;
}

/** Leave to send one request, or why not. Times are counted from the answer. */
export type Permit =
  | { readonly kind: 'go'; readonly inMs: number }
  | { readonly kind: 'not-before'; readonly inMs: number }
  | { readonly kind: 'quiet'; readonly inMs: number }
  /** Another process is probing right now. */
  | { readonly kind: 'probing' }
  /** The quiet period is over: one probe decides whether the source is open. */
  | { readonly kind: 'probe-due' }
  | { readonly kind: 'paused' };

/** How far ahead a slot may lie and still be taken, ms. */
const horizonMs = 300;

/** Makes a row for a source that has none, open and at its own pace. Returns the pace that holds. */
export async function ensureSource(db: Database, source: SourceId, pace: Pace): Promise<Pace> {
  const [row] = await db.$queryRaw<Pace[]>`
    INSERT INTO source_state AS s (source, pace_requests, pace_per_ms) VALUES (${source}, ${pace.requests}, ${pace.perMs})
    ON CONFLICT (source) DO UPDATE SET source = s.source
    RETURNING pace_requests AS requests, pace_per_ms AS "perMs"`;
  return row ?? pace;
}

/** Changes the pace of a source, for every process from its next permit on. */
export async function setPace(db: Database, source: SourceId, pace: Pace): Promise<void> {
  await db.sourceState.update({
    where: { source },
    data: { paceRequests: pace.requests, pacePerMs: pace.perMs, updatedAt: new Date() },
  });
}

interface PermitRow {
  state: string;
  goInMs: number | null;
  nextInMs: number;
  quietInMs: number | null;
}

/**
 * Takes leave to send one request: one statement on the source's row, the one clock of the fleet. Departures are spaced
 * evenly, so that no sliding window holds more than the pace. Its loss in a crash costs nothing: it commits asynchronously.
 */
export async function takePermit(db: Database, source: SourceId): Promise<Permit> {
  const [row] = await db.$queryRaw<PermitRow[]>`
    WITH clock AS MATERIALIZED (
      SELECT clock_timestamp() AS now, set_config('synchronous_commit', 'off', true) AS fast
    ), taken AS (
      UPDATE source_state s SET requests = requests + 1,
        next_at = greatest(s.next_at, clock.now) + s.pace_per_ms * interval '1 ms' / s.pace_requests
      FROM clock
      WHERE s.source = ${source} AND s.state = 'open' AND s.next_at <= clock.now + ${horizonMs} * interval '1 ms'
      RETURNING s.next_at - s.pace_per_ms * interval '1 ms' / s.pace_requests AS slot
    )
    SELECT s.state,
      (extract(epoch FROM taken.slot - clock.now) * 1000)::float8 AS "goInMs",
      (extract(epoch FROM s.next_at - clock.now) * 1000)::float8 AS "nextInMs",
      (extract(epoch FROM coalesce(s.quiet_until, s.probe_until) - clock.now) * 1000)::float8 AS "quietInMs"
    FROM source_state s CROSS JOIN clock LEFT JOIN taken ON true
    WHERE s.source = ${source}`;
  if (!row) throw new Error(`source ${source} has no state`);
  if (row.goInMs !== null) return { kind: 'go', inMs: Math.max(0, row.goInMs) };
  if (row.state === 'paused') return { kind: 'paused' };
  if (row.state === 'open') return { kind: 'not-before', inMs: Math.max(0, row.nextInMs - horizonMs) };
  const inMs = row.quietInMs ?? 0;
  if (inMs <= 0) return { kind: 'probe-due' };
  return row.state === 'probing' ? { kind: 'probing' } : { kind: 'quiet', inMs };
}

/** How long the source is still quiet, ms; 0 when it is open. Read again before sending after a sleep. */
export async function quietMs(db: Database, source: SourceId): Promise<number> {
  const [row] = await db.$queryRaw<{ ms: number }[]>`
    SELECT greatest(0, extract(epoch FROM quiet_until - clock_timestamp()) * 1000)::float8 AS ms
    FROM source_state WHERE source = ${source} AND state <> 'open' AND quiet_until IS NOT NULL`;
  return row?.ms ?? 0;
}

/** Keeps every process from asking a source for a while. The end of a quiet period only ever moves later. */
export async function quietSource(
  db: Database,
  source: SourceId,
  { ms, reason }: { ms: number; reason: string },
): Promise<void> {
  await db.$executeRaw`
    UPDATE source_state SET state = CASE WHEN state = 'paused' THEN state ELSE 'quiet' END, probe_until = NULL,
      quiet_until = greatest(quiet_until, clock_timestamp() + ${ms} * interval '1 ms'),
      quiet_reason = ${reason}, updated_at = clock_timestamp()
    WHERE source = ${source}`;
}

/** Takes the lease on the one probe that ends a quiet period; false while another process holds it. */
export async function takeProbe(db: Database, source: SourceId, leaseMs: number): Promise<boolean> {
  const taken = await db.$executeRaw`
    UPDATE source_state SET state = 'probing', quiet_until = NULL, probe_until = clock_timestamp() + ${leaseMs} * interval '1 ms',
      next_at = greatest(next_at, clock_timestamp()) + pace_per_ms * interval '1 ms' / pace_requests,
      requests = requests + 1, updated_at = clock_timestamp()
    WHERE source = ${source} AND (
      (state = 'quiet' AND quiet_until <= clock_timestamp()) OR (state = 'probing' AND probe_until <= clock_timestamp()))`;
  return taken > 0;
}

/** Ends a quiet period: the probe was answered. */
export async function openSource(db: Database, source: SourceId): Promise<void> {
  await db.$executeRaw`
    UPDATE source_state SET state = 'open', quiet_until = NULL, quiet_reason = NULL, probe_until = NULL,
      consecutive_failures = 0, updated_at = clock_timestamp()
    WHERE source = ${source} AND state = 'probing'`;
}

/** The state of a source as an operator sees it. */
export interface SourceStatus {
  readonly source: string;
  readonly state: string;
  readonly paceRequests: number;
  readonly pacePerMs: number;
  readonly requests: number;
  readonly quietUntil: Date | null;
  readonly quietReason: string | null;
}

/** Every source that has been asked, by name. */
export async function sourceStatuses(db: Database): Promise<SourceStatus[]> {
  const rows = await db.sourceState.findMany({ orderBy: { source: 'asc' } });
  return rows.map(({ source, state, paceRequests, pacePerMs, requests, quietUntil, quietReason }) => ({
    ...{ source, state, paceRequests, pacePerMs, requests: Number(requests), quietUntil, quietReason },
  }));
}
