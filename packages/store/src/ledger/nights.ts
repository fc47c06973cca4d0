// How the runs of each dataset went, night by night.

import type { Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** The runs of a dataset that were made on one day of UTC. */
export interface RunNight {
  readonly dataset: string;
  readonly night: Day;
  readonly runs: number;
  readonly states: Readonly<Record<string, number>>;
  /** The latest of those that went worst. */
  readonly worstRunId: bigint;
  readonly worstState: string;
}

/** The runs of each dataset on each of the days, both included, the latest day first; days without a run are missing. */
export function runNights(sql: Sql, { from, to }: { from: Day; to: Day }): Promise<RunNight[]> {
  return sql.$queryRaw<RunNight[]>`
    WITH made AS (
      SELECT id, dataset, state, (created_at AT TIME ZONE 'UTC')::date AS night,
        array_position(ARRAY['failed', 'partial', 'cancelled', 'planning', 'running', 'done'], state) AS rank
      FROM runs WHERE created_at >= ${from}::date::timestamp AT TIME ZONE 'UTC'
        AND created_at < (${to}::date + 1)::timestamp AT TIME ZONE 'UTC'
    ), counted AS (SELECT dataset, night, jsonb_object_agg(state, n) AS states FROM (
      SELECT dataset, night, state, count(*)::int AS n FROM made GROUP BY 1, 2, 3) s GROUP BY 1, 2)
    SELECT m.dataset, m.night::text AS night, count(*)::int AS runs, c.states,
      (array_agg(m.id ORDER BY m.rank NULLS LAST, m.id DESC))[1] AS "worstRunId",
      (array_agg(m.state ORDER BY m.rank NULLS LAST, m.id DESC))[1] AS "worstState"
    FROM made m JOIN counted c ON c.dataset = m.dataset AND c.night = m.night
    GROUP BY m.dataset, m.night, c.states ORDER BY m.night DESC, m.dataset`;
}
