// The runs of stages, which send no request: their targets are the parts of their work.

import type { Stage } from '@tickermill/core';
import type { Database } from '../database.ts';
import type { Sql } from '../sql.ts';

/** A run of a stage that waits to be done. */
export interface StageRun {
  readonly id: bigint;
  readonly trigger: string;
  readonly request: { readonly params?: Readonly<Record<string, unknown>> };
}

/** The first run of a stage that waits to be done; null if there is none. */
export async function waitingStageRun(sql: Sql, stage: Stage): Promise<StageRun | null> {
  const [row] = await sql.$queryRaw<StageRun[]>`
    SELECT id, trigger, request FROM runs
    WHERE dataset = ${stage} AND told_at IS NULL AND state = 'planning' AND ending IS NULL ORDER BY id LIMIT 1`;
  return row ?? null;
}

/** How a part of a stage ended, as a target of its run. */
export interface StagePart {
  /** Its name, such as that of a check. */
  readonly target: string;
  readonly state: 'done' | 'partial' | 'failed' | 'cancelled';
  readonly found: number;
  readonly created: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly startedAt: Date;
}

/** Writes how the parts of a run ended, and that nothing of it is to be planned any more. Idempotent. */
export async function endStageRun(
  tx: Database,
  runId: bigint,
  stage: Stage,
  parts: readonly StagePart[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO run_targets
      (run_id, dataset, target, target_kind, state, found, created, error_code, error_message, started_at, finished_at)
    SELECT ${runId}, ${stage}, e.target, 'part', e.state, e.found, e.created, e."errorCode", e."errorMessage", e."startedAt",
      clock_timestamp()
    FROM jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) AS e(target text, state text, found int, created int,
      "errorCode" text, "errorMessage" text, "startedAt" timestamptz)
    ON CONFLICT (run_id, target) DO NOTHING`;
  await tx.$executeRaw`
    UPDATE runs SET state = 'running', planned_at = clock_timestamp() WHERE id = ${runId} AND planned_at IS NULL AND finished_at IS NULL`;
}
