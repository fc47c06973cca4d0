// Ends tasks with the captures of their answers, each fenced by its claim.

import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { keeping, type PackedCapture } from './capture.ts';
import type { Claim } from './claim.ts';

/** How a task ends. */
export interface TaskEnd {
  readonly claim: Claim;
  readonly state: 'done' | 'nothing' | 'gone' | 'failed';
  readonly capture: PackedCapture | null;
  readonly error: { readonly code: string; readonly message: string; readonly ownFault: boolean } | null;
}

/**
 * Ends tasks and keeps their captures. Returns those that still had their claim: of one that was overtaken nothing is
 * written.
 */
export async function endTasks(tx: Sql, ends: readonly TaskEnd[]): Promise<Set<bigint>> {
  const ids = ends.map(({ claim }) => claim.taskId);
  const rows = ends.map(({ claim: { taskId, dispatch, claim }, state, capture, error }) => ({
    id: String(taskId),
    dispatch,
    claim,
    state,
    capture: capture?.sha256 ?? null,
    code: error?.code ?? null,
    message: error?.message ?? null,
    ownFault: error?.ownFault ?? false,
  }));
  // Rows of tasks are locked in the order of all transactions.
  const ended = await tx.$queryRaw<{ id: bigint }[]>`
    WITH ending AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e(id bigint, dispatch int, claim int,
        state text, capture text, code text, message text, "ownFault" boolean)
    ), held AS MATERIALIZED (
      SELECT t.id FROM tasks t JOIN ending e USING (id)
      WHERE t.id = ANY(${ids}::bigint[]) AND t.dispatch = e.dispatch AND t.claim = e.claim AND t.state = 'running'
      ORDER BY t.source, t.request FOR NO KEY UPDATE OF t
    ), ended AS (
      UPDATE tasks t SET state = e.state, attempts = attempts + 1, finished_at = clock_timestamp(), not_before = NULL,
        alone = false, capture_sha256 = e.capture, error_code = e.code, error_message = e.message,
        own_fault = e."ownFault"
      FROM ending e WHERE t.id = ANY(${ids}::bigint[]) AND t.id = e.id AND t.id IN (SELECT id FROM held)
      RETURNING t.id, t.capture_sha256
    ), kept AS (
      ${keeping(
        ends.flatMap(({ capture }) => capture ?? []),
        Prisma.sql`sha256 IN (SELECT capture_sha256 FROM ended)`,
      )}
    )
    SELECT id FROM ended`;
  return new Set(ended.map(({ id }) => id));
}
