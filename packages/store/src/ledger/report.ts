// Computes the report of a run from its targets and tasks.

import type { Database } from '../database.ts';

/** What a run did; live while it runs. Counts are sums over its targets and tasks. */
export interface RunReport {
  readonly durationMs: number;
  readonly targets: number;
  readonly targetsByState: Record<string, number>;
  /** Skipped targets by the reason. */
  readonly skipped: Record<string, number>;
  readonly found: number;
  readonly created: number;
  readonly otherIssuer: number;
  readonly requests: number;
  readonly retried: number;
  readonly tasks: number;
  readonly tasksByState: Record<string, number>;
  readonly errors: { readonly code: string; readonly tasks: number }[];
  readonly failed: {
    readonly target: string;
    readonly tickers: string[];
    readonly state: string;
    readonly code: string | null;
    readonly message: string | null;
  }[];
}

/** A report as runs keep it, in the form that those before this version were written in too. */
export type StoredReport = Pick<RunReport, SameInBoth> & {
  readonly duration_ms: number;
  readonly targets_by_state: Record<string, number>;
  readonly other_issuer: number;
  readonly tasks_by_state: Record<string, number>;
  /** Missing in reports of builds that counted all reasons as one. */
  readonly skipped?: Record<string, number>;
};
type SameInBoth = 'targets' | 'found' | 'created' | 'requests' | 'retried' | 'tasks' | 'errors' | 'failed';

/** Reads a report as it is kept. */
export const readReport = (stored: StoredReport): RunReport => ({
  durationMs: stored.duration_ms,
  targets: stored.targets,
  targetsByState: stored.targets_by_state,
  skipped: stored.skipped ?? {},
  found: stored.found,
  created: stored.created,
  otherIssuer: stored.other_issuer,
  requests: stored.requests,
  retried: stored.retried,
  tasks: stored.tasks,
  tasksByState: stored.tasks_by_state,
  errors: stored.errors,
  failed: stored.failed,
});

/** How many failed targets a report names. */
const failedTargetsNamed = 100;

/** The current report of a run, in its stored form. */
export async function reportOf(db: Database, id: bigint): Promise<StoredReport> {
  const report = (await reportsOf(db, [id])).get(id);
  if (!report) throw new Error(`run ${id} has no report`);
  return report;
}

/** The current reports of runs, in their stored form, by their ids. */
export async function reportsOf(db: Database, ids: readonly bigint[]): Promise<Map<bigint, StoredReport>> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<{ id: bigint; report: StoredReport }[]>`
    SELECT r.id, (
      WITH target AS MATERIALIZED (SELECT * FROM run_targets WHERE run_id = r.id),
        task AS MATERIALIZED (
          SELECT state, attempts, throttles, error_code FROM tasks WHERE run_id = r.id),
        share AS MATERIALIZED (
          SELECT tt.* FROM target t JOIN task_targets tt ON tt.target_id = t.id)
      SELECT jsonb_build_object(
        'duration_ms', round(extract(epoch FROM coalesce(r.finished_at, now()) - r.created_at) * 1000),
        'targets', (SELECT count(*) FROM target),
        'targets_by_state', (
          SELECT coalesce(jsonb_object_agg(state, n), '{}')
          FROM (SELECT state, count(*) n FROM target GROUP BY 1) s),
        'skipped', (
          SELECT coalesce(jsonb_object_agg(reason, n), '{}')
          FROM (SELECT coalesce(skip_reason, 'unknown') AS reason, count(*) n FROM target WHERE state = 'skipped' GROUP BY 1) s),
        'found', (SELECT coalesce(sum(found), 0) FROM share)
          + (SELECT coalesce(sum(found), 0) FROM target WHERE target_kind = 'part'),
        'created', (SELECT coalesce(sum(created), 0) FROM share)
          + (SELECT coalesce(sum(created), 0) FROM target WHERE target_kind = 'part'),
        'other_issuer', (SELECT coalesce(sum(other_issuer), 0) FROM share),
        'requests', (SELECT coalesce(sum(attempts + throttles), 0) FROM task),
        'retried', (SELECT count(*) FROM task WHERE attempts > 1),
        'tasks', (SELECT count(*) FROM task),
        'tasks_by_state', (
          SELECT coalesce(jsonb_object_agg(state, n), '{}')
          FROM (SELECT state, count(*) n FROM task GROUP BY 1) s),
        'errors', (
          SELECT coalesce(
            jsonb_agg(jsonb_build_object('code', error_code, 'tasks', n) ORDER BY n DESC, error_code), '[]')
          FROM (SELECT error_code, count(*) n FROM task WHERE state = 'failed' GROUP BY 1) e),
        'failed', (
          SELECT coalesce(jsonb_agg(jsonb_build_object('target', target, 'tickers', tickers,
            'state', state, 'code', error_code, 'message', error_message)), '[]')
          FROM (
            SELECT * FROM target WHERE state IN ('failed', 'gone', 'partial', 'superseded')
            ORDER BY id LIMIT ${failedTargetsNamed}) f))
    ) AS report
    FROM runs r WHERE r.id = ANY(${[...ids]}::bigint[])`;
  return new Map(rows.map(({ id, report }) => [id, report]));
}
