import type { Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** A run that brought less than its like before. */
export interface ThinRun {
  /** The group of schedules. */
  readonly subject: string;
  readonly date: Day;
  readonly details: Readonly<Record<string, unknown>>;
  /** The least of its shares of the median, percent. */
  readonly percent: number;
}

/** So many runs of the same weekday and hour before it are compared, and fewer than `least` tell nothing. */
const runsBefore = 20;
const least = 5;
/** Runs that are still judged, and those with which they are compared. */
const judgedDays = 3;
const comparedDays = 200;

/**
 * Scheduled runs of the last days that succeeded for fewer targets, or found less, than so many percent of the median of
 * the runs of their weekday and hour before them.
 */
export function thinRuns(sql: Sql, { percent, now }: { percent: number; now: Date }): Promise<ThinRun[]> {
  return sql.$queryRaw<ThinRun[]>`
    WITH slots AS (
      SELECT r.id, r.dataset, r.group_key, r.due_at, to_char(r.due_at AT TIME ZONE 'UTC', 'ID HH24:MI') AS slot,
        coalesce((r.report -> 'targets_by_state' ->> 'done')::float8, 0) + coalesce((r.report -> 'targets_by_state' ->> 'nothing')::float8, 0)
          + coalesce((r.report -> 'targets_by_state' ->> 'partial')::float8, 0) AS succeeded,
        (r.report ->> 'found')::float8 AS found
      FROM runs r JOIN schedules s ON s.dataset = r.dataset AND s.group_key = r.group_key AND s.kind IN ('group', 'market')
        AND s.cron ~ '^\\S+ [0-9,]+ '
      WHERE r.trigger = 'schedule' AND r.finished_at IS NOT NULL AND r.report IS NOT NULL
        AND r.due_at > ${now}::timestamptz - ${comparedDays}::int * interval '1 day'
    ), compared AS (
      SELECT n.*, b.* FROM slots n CROSS JOIN LATERAL (
        SELECT count(*)::int AS runs, percentile_cont(0.5) WITHIN GROUP (ORDER BY o.succeeded) AS usual_succeeded,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY o.found) AS usual_found
        FROM (SELECT * FROM slots o WHERE o.group_key = n.group_key AND o.slot = n.slot AND o.due_at < n.due_at
          ORDER BY o.due_at DESC LIMIT ${runsBefore}::int) o) b
      WHERE n.due_at > ${now}::timestamptz - ${judgedDays}::int * interval '1 day'
    ), shares AS (
      SELECT *, 100 * least(succeeded / nullif(usual_succeeded, 0), found / nullif(usual_found, 0)) AS percent
      FROM compared WHERE runs >= ${least}::int)
    SELECT DISTINCT ON (group_key, (due_at AT TIME ZONE 'UTC')::date) group_key AS subject,
      (due_at AT TIME ZONE 'UTC')::date::text AS date, percent, jsonb_build_object('run', id::text, 'dataset', dataset,
        'targets', succeeded, 'usualTargets', usual_succeeded, 'found', found, 'usualFound', usual_found,
        'percent', round(percent::numeric, 1)::text) AS details
    FROM shares WHERE percent < ${percent}::float8
    ORDER BY group_key, (due_at AT TIME ZONE 'UTC')::date, percent`;
}
