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

/** What is added between two rounds is dropped by the next; should that not end, the reconciler goes on with it. */
const maxRounds = 10;

/** Carries out that runs were called off: drops what they wait for, takes the jobs out, and has them finished if they can be. */
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

/** After targets of these runs were closed: has the runs finished that are done, and those planned that waited behind them. */
export async function queueFinish({ store, queues }: CancelDeps, runIds: readonly bigint[]): Promise<void> {
  if (runIds.length === 0) return;
  await queues.add('finish', (await runsToFinish(store.sql, runIds)).map(finishJob));
  await queues.add('plan', (await runsToFollow(store.sql)).map(planJob));
}

/** Has the tasks of targets asked in the class that a more urgent request has lent them. */
export async function raise({ store, queues }: CancelDeps, targetIds: readonly bigint[]): Promise<void> {
  await takeOut(queues, await store.transaction((tx) => reprioritiseTasks(tx, targetIds)));
}
