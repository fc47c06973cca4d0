import type { Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** The latencies of a source on one day (UTC), as a histogram of `latencyBoundsMs`. */
export interface SourceDay {
  readonly source: string;
  readonly day: Day;
  readonly buckets: readonly number[];
}

/** The latencies of every source on each of the days, both included; days without a request are missing. */
export function sourceDays(sql: Sql, { from, to }: { from: Day; to: Day }): Promise<SourceDay[]> {
  return sql.$queryRaw<SourceDay[]>`
    SELECT source, day::text AS day, array_agg(count ORDER BY at) AS buckets FROM (
      SELECT h.source, (h.hour AT TIME ZONE 'UTC')::date AS day, u.at, sum(u.b)::int AS count
      FROM source_hours h, unnest(h.buckets) WITH ORDINALITY AS u(b, at)
      WHERE h.hour >= ${from}::date AT TIME ZONE 'UTC' AND h.hour < (${to}::date + 1) AT TIME ZONE 'UTC' GROUP BY 1, 2, 3) s
    GROUP BY source, day ORDER BY source, day`;
}
