import type { Database } from '../database.ts';

/** What holds for all processes together, for metrics. Ages and delays in seconds. */
export interface FleetFacts {
  readonly tasks: readonly {
    readonly source: string;
    /** `delayed`: a job that waits for its time. `held`: no run wants it now, because its run is paused. */
    readonly state: 'waiting' | 'held' | 'queued' | 'delayed' | 'running';
    readonly count: number;
    readonly oldestSeconds: number;
  }[];
  readonly runs: readonly { readonly trigger: string; readonly state: string; readonly count: number }[];
  readonly deadLetters: number;
  readonly workers: number;
  /** The latest tick of a schedule: how long ago, and how late it was written. Null before the first. */
  readonly tick: { readonly ageSeconds: number; readonly delaySeconds: number } | null;
}

/** Reads all of it in one statement. */
export async function fleetFacts(db: Database): Promise<FleetFacts> {
  const [row] = await db.$queryRaw<{ facts: FleetFacts }[]>`
    SELECT jsonb_build_object(
      'tasks', (SELECT coalesce(jsonb_agg(t), '[]') FROM (
        SELECT source, shown AS state, count(*)::int AS count,
          extract(epoch FROM clock_timestamp() - min(created_at))::float8 AS "oldestSeconds"
        FROM (SELECT source, created_at, CASE WHEN state = 'waiting' AND held THEN 'held'
            WHEN state = 'queued' AND not_before > clock_timestamp() THEN 'delayed' ELSE state END AS shown
          FROM tasks WHERE state IN ('waiting', 'queued', 'running')) open
        GROUP BY source, shown) t),
      'runs', (SELECT coalesce(jsonb_agg(r), '[]') FROM (
        SELECT trigger, state, count(*)::int AS count FROM runs WHERE finished_at IS NULL GROUP BY trigger, state) r),
      'deadLetters', (SELECT count(*)::int FROM dead_letters WHERE revived_at IS NULL),
      'workers', (SELECT count(*)::int FROM leases WHERE starts_with(name, 'worker/') AND until > clock_timestamp()),
      'tick', (SELECT jsonb_build_object('ageSeconds', extract(epoch FROM clock_timestamp() - recorded_at)::float8,
          'delaySeconds', greatest(0, extract(epoch FROM recorded_at - due_at))::float8)
        FROM (SELECT t.recorded_at, t.due_at FROM schedules s, LATERAL (
            SELECT recorded_at, due_at FROM schedule_ticks k WHERE k.schedule_id = s.id ORDER BY due_at DESC LIMIT 1) t
          ORDER BY t.recorded_at DESC LIMIT 1) latest)) AS facts`;
  return (row as { facts: FleetFacts }).facts;
}
