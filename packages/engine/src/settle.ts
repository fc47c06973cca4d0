import type { SourceId } from '@tickermill/core';
import { type FormerJob, runsToFinish, type Store, settleRuns } from '@tickermill/store';
import { finishJob } from './chore-jobs.ts';
import type { Queues } from './queues/door.ts';
import { jobIdOf } from './window.ts';

interface Settling {
  readonly store: Store;
  readonly queues: Queues;
}

/** What is added between two rounds is dropped by the next; should that not end, the reconciler goes on with it. */
const mostRounds = 10;

/** Carries out that runs were called off: drops what they wait for, takes the jobs out, and has them finished if they can be. */
export async function settle({ store, queues }: Settling, runIds: readonly bigint[]): Promise<void> {
  for (let round = 0, more = runIds.length > 0; more && round < mostRounds; round++) {
    const settled = await store.transaction((tx) => settleRuns(tx, runIds));
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

/** Has those of the runs finished whose every target is closed. */
export async function queueFinish({ store, queues }: Settling, runIds: readonly bigint[]): Promise<void> {
  const ended = runIds.length > 0 ? await runsToFinish(store.sql, runIds) : [];
  await queues.add('finish', ended.map(finishJob));
}
