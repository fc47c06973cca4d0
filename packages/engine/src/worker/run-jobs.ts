import type { Log, SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import {
  type EndedRun,
  finishRun,
  markPublished,
  supersedeEarlierSlots,
  unpublishedRun,
} from '@tickermill/store/ledger';
import { type BackfillProgress, publishProgress } from '../backfills/progress.ts';
import type { OnCommitted } from '../collecting/store-answer.ts';
import { allDatasets } from '../datasets/registry.ts';
import { backfillClass } from '../planning/order.ts';
import { planFollowUps, planRun } from '../planning/plan.ts';
import { planJob } from '../queues/job-data.ts';
import type { RunJob } from '../queues/jobs.ts';
import type { Handler, Queues, Verdict } from '../queues/queue-client.ts';
import { endRefreshes } from '../refresh/refreshes.ts';
import { queueFinish, raise, settle } from '../runs/cancel.ts';
import type { Window } from '../runs/window.ts';
import { fireFollowers } from '../schedules/follow.ts';

/** A run that has ended, as passed to subscribers. */
export interface FinishedRun extends EndedRun {
  readonly id: bigint;
}

interface RunJobsDeps {
  readonly progress: BackfillProgress;
  readonly store: Store;
  readonly queues: Queues;
  readonly window: Window;
  readonly sources: readonly SourceId[];
  readonly now: () => Date;
  readonly log: Log;
  /**
   * Called at least once for every finished run: the end counts as published when this has resolved. If it rejects, or
   * the process is lost before, the reconciler has it called again, by whatever process.
   */
  readonly onFinish: (run: FinishedRun) => Promise<void>;
}

/** The jobs beside the requests: planning, finishing, and what follows a commit. */
export interface RunJobs {
  readonly plan: Handler<'plan'>;
  readonly finish: Handler<'finish'>;
  readonly onCommitted: OnCommitted;
}

const superseding = allDatasets.filter(({ supersedes }) => supersedes).map(({ id }) => id);
const retryChoreMs = 1_000;
/** A run whose end has not been published for so long was left behind by a lost process. */
const unpublishedAfterMs = 20_000;

/** Makes the chores of a worker. */
export function makeRunJobs({ store, queues, window, sources, now, log, progress, onFinish }: RunJobsDeps): RunJobs {
  async function plan(runId: bigint): Promise<void> {
    // Before it is planned: targets of an earlier slot without running tasks become free.
    await settle({ store, queues }, await supersedeEarlierSlots(store.db, runId, superseding));
    const planned = await planRun(store, runId, now());
    await raise({ store, queues }, planned?.joined ?? []);
    await planFollowUps(store, runId, now());
    // A run that was planned before may have been resumed: its tasks are wherever they were.
    for (const source of planned ? planned.sources : sources) await window.fill(source);
    // Behind what else is to be planned meanwhile.
    if (planned?.goesOn) {
      progress.record(backfillClass);
      await queues.add('plan', [planJob(runId)]);
    }
    await queueFinish({ store, queues }, [runId]); // every target may have been skipped
  }

  async function finish(runId: bigint): Promise<void> {
    const finished =
      (await store.transaction((tx) => finishRun(tx, runId))) ??
      (await unpublishedRun(store.db, runId, { olderThanMs: unpublishedAfterMs }));
    if (!finished) return;
    await fireFollowers({ store, queues }, runId, now());
    if (finished.trigger === 'backfill') await publishProgress({ store, now }, { id: runId });
    await onFinish({ id: runId, ...finished });
    await markPublished(store.db, runId);
    await endRefreshes({ store, queues }); // else its report waits for the next round of the chore
  }

  /** A chore is done again until it is done: each of them does nothing where it was done before. */
  const chore =
    (name: string, work: (runId: bigint) => Promise<void>) =>
    async ({ run }: RunJob): Promise<Verdict> => {
      try {
        await work(run);
        return { kind: 'done' };
      } catch (error) {
        log.error(`${name} failed`, error, { run_id: String(run) });
        return { kind: 'retry', ms: retryChoreMs, reason: error instanceof Error ? error.message : String(error) };
      }
    };

  return {
    plan: chore('planning', plan),
    finish: chore('finishing', finish),
    async onCommitted({ source, priority }, { runs, added, stopped }) {
      progress.record(priority);
      try {
        await settle({ store, queues }, stopped);
        for (const more of added) await window.fill(more);
        if (!added.includes(source)) window.fillSoon(source);
        await queueFinish({ store, queues }, runs);
      } catch (error) {
        // What has been committed must not fail because the queue does not answer. The reconciler does it instead.
        log.warn('could not enqueue after commit; the reconciler will', { source, error: String(error) });
      }
    },
  };
}
