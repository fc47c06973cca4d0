// Writes runs and locks unplanned ones, for the planner.

import type { DatasetId, Stage } from '@tickermill/core';
import type { Database, Prisma } from '../database.ts';

/** Why a run exists. */
export type Trigger = 'schedule' | 'late' | 'manual' | 'backfill' | 'retry' | 'tracked';

/** The request of a run, as the planner reads it: the tickers, and the parameters of their targets. */
export interface RunRequest {
  /** Null for a dataset whose target is a whole market. */
  readonly tickers: readonly string[] | null;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  /** Passes the freshness gate and requests documents that were set aside. */
  readonly force: boolean;
  /** A person named these tickers and waits for them: only a success of the last minute counts as fresh. */
  readonly isNamed?: boolean | undefined;
  /** At most so many targets are requested, the first in order. */
  readonly limit?: number | undefined;
}

export interface NewRun {
  readonly dataset: DatasetId;
  readonly trigger: Trigger;
  readonly request: RunRequest;
  /** Failures of the source in a row, by its tasks, that stop it; by default no number does. */
  readonly maxConsecutiveFailures?: number | undefined;
}

/** Writes a run that is still to be planned and returns its id. */
export async function createRun(
  db: Database,
  {
    dataset,
    trigger,
    request,
    maxConsecutiveFailures,
  }: Omit<NewRun, 'dataset'> & { readonly dataset: DatasetId | Stage },
): Promise<bigint> {
  const run = await db.run.create({
    data: {
      dataset,
      trigger,
      request: { ...request } as unknown as Prisma.InputJsonObject,
      maxConsecutiveFailures: maxConsecutiveFailures ?? null,
    },
  });
  return run.id;
}

export interface PlannedRun extends Omit<NewRun, 'maxConsecutiveFailures'> {
  readonly id: bigint;
  /** Of a retry: the run whose failed targets it repeats. */
  readonly retryOf: bigint | null;
  readonly isPaused: boolean;
  /** Of one that is planned page by page: the last instrument of the page before; null: it is not begun. */
  readonly plannedAfter: bigint | null;
  /** The group of schedules whose slot it is; null for a run of its own. */
  readonly groupKey: string | null;
}

/** A run that waits for its planner, locked until the transaction ends; null if it is planned already, or cancelled. */
export async function lockUnplannedRun(tx: Database, id: bigint): Promise<PlannedRun | null> {
  const [row] = await tx.$queryRaw<PlannedRun[]>`
    SELECT id, dataset, trigger, request, retry_of AS "retryOf", group_key AS "groupKey", paused_at IS NOT NULL AS "isPaused",
      planned_after AS "plannedAfter" FROM runs WHERE id = ${id} AND state = 'planning' AND ending IS NULL FOR UPDATE`;
  return row ?? null;
}

/** Marks a run as planned: its targets and first tasks are rows. */
export async function markRunPlanned(tx: Database, id: bigint): Promise<void> {
  await tx.run.update({ where: { id }, data: { state: 'running', plannedAt: new Date() } });
}

/** Notes how far a run is planned that is planned page by page; the next page begins behind it. */
export async function markPagePlanned(tx: Database, id: bigint, plannedAfter: bigint): Promise<void> {
  await tx.run.update({ where: { id }, data: { plannedAfter } });
}
