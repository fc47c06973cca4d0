// Conditions that no statement brings about: the passing of time does. They are published as events like all others.

import type { Sql } from '../sql.ts';

/** A run that is not planned so long after it was created waits for a planner that does not come. */
const staleMs = 15 * 60_000;

/** Publishes that runs wait for their planner, or no longer do, when that differs from what is open as an alert. */
export async function publishPlannerState(tx: Sql, { cause, now }: { cause: string; now: Date }): Promise<void> {
  await tx.$executeRaw`
    WITH waiting AS (
      SELECT count(*)::int AS runs, min(created_at) AS since FROM runs
      WHERE state = 'planning' AND paused_at IS NULL AND finished_at IS NULL AND trigger <> 'backfill'
        AND created_at < ${new Date(now.getTime() - staleMs)}
    ), known AS (SELECT EXISTS (SELECT FROM alerts WHERE cause = ${cause} AND state = 'open') AS is_open)
    INSERT INTO events (type, data)
    SELECT 'planner.stale', jsonb_build_object('runs', runs, 'since', utc_text(since)) FROM waiting, known WHERE runs > 0 AND NOT is_open
    UNION ALL
    SELECT 'planner.recovered', '{}'::jsonb FROM waiting, known WHERE runs = 0 AND is_open`;
}
