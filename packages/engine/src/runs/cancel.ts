// Cancellation rounds: carries out runs.ending in ledger and queues, idempotent.

import type { SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import {
  cancelMarkedRuns,
  type FormerJob,
  reprioritiseTasks,
  runsToFinish,
  runsToFollow,
} from '@tickermill/store/ledger';
import { finishJob, planJob } from '../queues/job-data.ts';
import type { Queues } from '../queues/queue-client.ts';
import { jobIdOf } from './window.ts';

interface CancelDeps {
  readonly store: Store;
  readonly queues: Queues;
}

/** Tasks added between two rounds are dropped by the next; if that does not end, the reconciler goes on with it. */
const maxRounds = 10;

/** Carries out cancellations: drops the tasks of the runs, removes their jobs, and queues their end if possible. */
export async function settle({ store, queues }: CancelDeps, runIds: readonly bigint[]): Promise<void> {
  for (let round = 0, more = runIds.length > 0; more && round < maxRounds; round++) {
    const settled = await store.transaction((tx) => cancelMarkedRuns(tx, runIds));
    await takeOut(queues, settled.dropped);
    more = settled.more;
  }
  await queueFinish({ store, queues }, runIds);
}

/** Takes the jobs of tasks out that are none any more. One that stays is refused when it is claimed. */
export async function takeOut(queues: Queues, jobs: readonly FormerJob[]): Promise<void> {
  const bySource = new Map<SourceId, string[]>();
  for (const job of jobs) bySource.set(job.source, [...(bySource.get(job.source) ?? []), jobIdOf(job)]);
  await Promise.all([...bySource].map(([source, ids]) => queues.remove(source, ids)));
}

/**
 * After targets of these runs were closed: queues the end of runs that are done, and the planning of runs that waited
 * behind them.
 */
export async function queueFinish({ store, queues }: CancelDeps, runIds: readonly bigint[]): Promise<void> {
  if (runIds.length === 0) return;
  await queues.add('finish', (await runsToFinish(store.sql, runIds)).map(finishJob));
  await queues.add('plan', (await runsToFollow(store.sql)).map(planJob));
}

/** Moves the tasks of targets to the class that a more urgent request has lent them. */
export async function raise({ store, queues }: CancelDeps, targetIds: readonly bigint[]): Promise<void> {
  await takeOut(queues, await store.transaction((tx) => reprioritiseTasks(tx, targetIds)));
}
