import { PipelineError } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { findRun, holdRun, markCancelled, type ReportedRun, releaseRun } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { planJob } from '../queues/job-data.ts';
import { settle, takeOut } from './cancel.ts';

type RunControlDeps = Pick<EngineDeps, 'store' | 'queues'>;

/**
 * Cancels a run: tasks that only this run wants are dropped, tasks that another run wants too go on for that one,
 * running ones end and may commit. A run that has ended is returned unchanged.
 * @throws {PipelineError} `NOT_FOUND`
 */
export async function cancelRun(controlling: RunControlDeps, id: bigint): Promise<ReportedRun> {
  const found = await controlling.store.transaction((tx) => markCancelled(tx, id));
  // If it was cancelled before, the cancellation round runs again: the process that did it may have been lost halfway.
  if (found === 'open' || found === 'called-off') await tidy(() => settle(controlling, [id]));
  return existing(controlling.store, id);
}

/**
 * Pauses a run, for every process and until it is resumed: its jobs are removed, its tasks wait in the ledger. Running
 * ones end and may commit.
 * @throws {PipelineError} `NOT_FOUND`, `RUN_ENDED`
 */
export async function pauseRun({ store, queues }: RunControlDeps, id: bigint): Promise<ReportedRun> {
  const taken = await store.transaction((tx) => holdRun(tx, id));
  const run = await existing(store, id);
  if (taken === null) throw ended(id);
  await tidy(() => takeOut(queues, taken));
  return run;
}

/**
 * Resumes a paused run; a run that is not paused stays as it is.
 * @throws {PipelineError} `NOT_FOUND`, `RUN_ENDED`
 */
export async function resumeRun({ store, queues }: RunControlDeps, id: bigint): Promise<ReportedRun> {
  const isOpen = await store.transaction((tx) => releaseRun(tx, id));
  const run = await existing(store, id);
  if (!isOpen) throw ended(id);
  await tidy(() => queues.add('plan', [planJob(id)]));
  return run;
}

const ended = (id: bigint) => new PipelineError('RUN_ENDED', `Run ${id} has ended, or was called off.`);

async function existing(store: Store, id: bigint): Promise<ReportedRun> {
  const run = await findRun(store.db, id);
  if (!run) throw new PipelineError('NOT_FOUND', `There is no run ${id}.`);
  return run;
}

/**
 * The ledger is updated, and that is what counts: if the queue does not answer, claims refuse tasks that no run wants,
 * and the reconciler repairs the queue.
 */
async function tidy(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof PipelineError && error.code === 'QUEUE_UNAVAILABLE')) throw error;
  }
}
