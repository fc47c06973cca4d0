import type { Day, SourceId } from '@tickermill/core';
import type { Database } from '../database.ts';
import type { Sql } from '../sql.ts';

/** Requests to a source within one hour of UTC, by one process or by all. */
export interface SourceHour {
  readonly source: SourceId;
  readonly hour: Date;
  readonly requests: number;
  /** Requests that brought no answer that could be used, throttles among them. */
  readonly failures: number;
  readonly throttles: number;
  /** How many latencies fell into each bucket of `latencyBoundsMs`, and into the one beyond. */
  readonly buckets: readonly number[];
}

/** Adds the requests of a process to those of all. */
export async function addSourceHours(db: Database, hours: readonly SourceHour[]): Promise<void> {
  if (hours.length === 0) return;
  await db.$executeRaw`
    INSERT INTO source_hours (source, hour, requests, failures, throttles, buckets)
    SELECT source, hour, requests, failures, throttles, buckets FROM jsonb_to_recordset(${JSON.stringify(hours)}::jsonb)
      AS h(source text, hour timestamptz, requests int, failures int, throttles int, buckets int[])
    ORDER BY source, hour
    ON CONFLICT (source, hour) DO UPDATE SET requests = source_hours.requests + EXCLUDED.requests,
      failures = source_hours.failures + EXCLUDED.failures, throttles = source_hours.throttles + EXCLUDED.throttles,
      buckets = ARRAY(SELECT coalesce(one, 0) + coalesce(other, 0)
        FROM unnest(source_hours.buckets, EXCLUDED.buckets) WITH ORDINALITY AS b(one, other, at) ORDER BY at)`;
}

/** The requests to every source in the hours from this instant on, summed; sources without a request are missing. */
export async function sourceHoursSince(db: Database, since: Date): Promise<Omit<SourceHour, 'hour'>[]> {
  return db.$queryRaw<Omit<SourceHour, 'hour'>[]>`
    SELECT h.source, sum(h.requests)::int AS requests, sum(h.failures)::int AS failures, sum(h.throttles)::int AS throttles,
      (SELECT array_agg(count ORDER BY at) FROM (
        SELECT at, sum(b)::int AS count FROM source_hours o, unnest(o.buckets) WITH ORDINALITY AS u(b, at)
        WHERE o.source = h.source AND o.hour >= ${since}::timestamptz GROUP BY at) s) AS buckets
    FROM source_hours h WHERE h.hour >= ${since}::timestamptz GROUP BY h.source ORDER BY h.source`;
}

/** The requests to a source on one day of UTC. */
export interface SourceDay extends Omit<SourceHour, 'hour'> {
  readonly day: Day;
}

/** The requests to every source on each of the days, both included; days without a request are missing. */
export function sourceActivityByDay(sql: Sql, { from, to }: { from: Day; to: Day }): Promise<SourceDay[]> {
  return sql.$queryRaw<SourceDay[]>`
    WITH hours AS (
      SELECT source, (hour AT TIME ZONE 'UTC')::date AS day, requests, failures, throttles, buckets FROM source_hours
      WHERE hour >= ${from}::date::timestamp AT TIME ZONE 'UTC' AND hour < (${to}::date + 1)::timestamp AT TIME ZONE 'UTC'
    ), latencies AS (
      SELECT source, day, array_agg(count ORDER BY at) AS buckets FROM (
        SELECT h.source, h.day, u.at, sum(u.b)::int AS count
        FROM hours h, unnest(h.buckets) WITH ORDINALITY AS u(b, at) GROUP BY 1, 2, 3) s GROUP BY 1, 2)
    SELECT h.source, h.day::text AS day, sum(h.requests)::int AS requests, sum(h.failures)::int AS failures,
      sum(h.throttles)::int AS throttles, coalesce(l.buckets, '{}') AS buckets
    FROM hours h LEFT JOIN latencies l ON l.source = h.source AND l.day = h.day
    GROUP BY h.source, h.day, l.buckets ORDER BY h.source, h.day`;
}
