// Writes the run that repeats the failed targets of another.

import { dayMs } from '@tickermill/core';
import type { Database } from '../database.ts';
import type { NewTarget } from './targets.ts';

/** So long after a run has ended, its failed targets are requested once more. */
export const retryAfterMs = 3_600_000;
/** What failed longer ago than this is left to the schedules. */
const lateAfterMs = 7 * dayMs;

/**
 * Writes the retry run of every run that ended an hour ago with failed targets and has none yet. A retry is not itself
 * retried, nor a run that was cancelled. Returns the runs that are to be planned.
 */
export async function createRetries(db: Database, now: Date): Promise<bigint[]> {
  const [due, late] = [retryAfterMs, lateAfterMs].map((ms) => new Date(now.getTime() - ms));
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    INSERT INTO runs (dataset, trigger, request, retry_of)
    SELECT dataset, 'retry', request, id FROM runs r
    WHERE finished_at <= ${due}::timestamptz AND finished_at > ${late}::timestamptz
      AND trigger <> 'retry' AND state <> 'cancelled' AND report -> 'targets_by_state' ? 'failed'
      AND NOT EXISTS (SELECT FROM runs retry WHERE retry.retry_of = r.id)
    ORDER BY id
    ON CONFLICT (retry_of) DO NOTHING
    RETURNING id`;
  return rows.map(({ id }) => id);
}

/** The failed targets of a run, with their parameters. */
export function failedTargets(db: Database, runId: bigint): Promise<Omit<NewTarget, 'priority'>[]> {
  return db.runTarget.findMany({
    where: { runId, state: 'failed' },
    select: { target: true, tickers: true, params: true, force: true },
    orderBy: { id: 'asc' },
  }) as Promise<Omit<NewTarget, 'priority'>[]>;
}
