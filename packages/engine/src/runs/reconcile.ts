import type { Log, SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { judgeAmendments } from '@tickermill/store/datasets';
import { pruneEvents } from '@tickermill/store/events';
import { takeLease } from '@tickermill/store/fleet';
import { countTotals } from '@tickermill/store/insider-trades';
import {
  abandonedRuns,
  closeTargetsLeftOpen,
  createRetries,
  deleteExpiredCaptures,
  dispatchAgain,
  dispatchedTasks,
  pruneHistory,
  runsToFollow,
} from '@tickermill/store/ledger';
import { deletePricesBefore, deleteQuotesBefore, priceHorizon } from '@tickermill/store/prices';
import { publishOverdueIndexes } from '../market/overdue.ts';
import { finishJob, planJob } from '../queues/job-data.ts';
import type { Queues } from '../queues/queue-client.ts';
import { queueFinish, settle } from './cancel.ts';
import { jobIdOf, toJob, type Window } from './window.ts';

/** A run that is younger may still be on its way from its maker to the queue. */
const abandonedAfterMs = 20_000;
/** Events are told for so long (docs/decisions/0015), and so many thousands at most deleted in a round. */
const events = { olderThanMs: 24 * 3_600_000, batches: 20 };
/** The process that looks after abandoned runs does so in every round; when it is gone, another does two rounds later. */
const leaseRounds = 2;
/** So often what has been kept long enough is deleted, ms. */
const dayMs = 24 * 3_600_000;
const pruneEveryMs = dayMs;

/** What a round does at most beside the runs: the next one goes on. */
const capturesARound = 500;
const issuersARound = 20;
/** Instruments whose oldest prices are deleted: some hundred thousand bars. */
const instrumentsARound = 100;

interface ReconcileDeps {
  readonly store: Store;
  readonly queues: Queues;
  readonly window: Window;
  readonly sources: readonly SourceId[];
  readonly attempts: number;
  /** Gives a source's queue its pace again, where it lost it. */
  readonly restorePace: (source: SourceId) => Promise<void>;
  /** Does for the schedules what the queue failed to do. */
  readonly restoreSchedules: () => Promise<void>;
  /** Names this process. */
  readonly worker: string;
  /** How long a round comes after the other, ms. */
  readonly everyMs: number;
  /** For how many days quotes are kept. */
  readonly quoteDays: number;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Makes a round that compares the ledger with the queue and repairs what the queue lost: a task whose job is missed
 * twice in a row is dispatched again under the next number; runs that crashed processes left are planned, settled,
 * finished or told, runs with failed targets retried an hour after their end, events and captures deleted that are past
 * their time, amendments matched that an older version stored, and overdue indexes told of, by one process at a time.
 */
export function makeReconciler(reconciling: ReconcileDeps): () => Promise<void> {
  const { store, queues, window, sources, attempts, restorePace, restoreSchedules } = reconciling;
  const { worker, everyMs, quoteDays, now, log } = reconciling;
  const missed = new Map<SourceId, Set<string>>();
  let prunedAt = 0;

  async function repair(source: SourceId): Promise<void> {
    // A flushed Redis claims without any pace: the permit holds, but every claim costs a statement in vain.
    await restorePace(source);
    // First the ledger, then the queue: a job that was added between the two is seen, not missed.
    const dispatched = await dispatchedTasks(store.db, source);
    const jobs = await queues.openJobIds(source);
    const before = missed.get(source) ?? new Set();
    const missing = dispatched.filter((task) => !jobs.has(jobIdOf(task)));
    const lost = missing.filter((task) => before.has(jobIdOf(task)));
    missed.set(source, new Set(missing.map(jobIdOf)));
    if (lost.length > 0) {
      const again = await store.transaction((tx) => dispatchAgain(tx, lost));
      await queues.add(
        source,
        again.map((dispatch) => toJob(dispatch, attempts)),
      );
      log.warn('tasks had lost their jobs and were dispatched again', { source, tasks: again.length });
    }
    await window.fill(source);
  }

  async function adopt(): Promise<void> {
    // Twice would do no harm, but every worker would queue every such run, in every round.
    const lease = { name: 'abandoned-runs', holder: worker, forMs: leaseRounds * everyMs };
    if (!(await takeLease(store.db, lease))) return;
    await queueFinish({ store, queues }, await closeTargetsLeftOpen(store));
    const { unplanned, unsettled, unfinished } = await abandonedRuns(store.db, abandonedAfterMs);
    const due = [...(await createRetries(store.db, now())), ...(await runsToFollow(store.sql))];
    await queues.add('plan', [...unplanned, ...due].map(planJob));
    await settle({ store, queues }, unsettled);
    await queues.add('finish', unfinished.map(finishJob));
    await restoreSchedules();
    await publishOverdueIndexes(store, now()); // after the schedules: what they have just asked for is waited for
    await pruneEvents(store.sql, events);
    await deleteExpiredCaptures(store.sql, capturesARound);
    await judgeAmendments(store, issuersARound);
    await countTotals(store);
    await prune();
  }

  const nothingLeft = { bars: 0, isDone: true };
  const deleteBefore = (year: number) => deletePricesBefore(store, year, { limit: instrumentsARound });
  async function prune(): Promise<void> {
    const at = now();
    if (at.getTime() - prunedAt < pruneEveryMs) return;
    const pruned = await pruneHistory(store.db, at);
    const quotes = await deleteQuotesBefore(store.sql, new Date(at.getTime() - quoteDays * dayMs));
    const horizon = await priceHorizon(store.db, at);
    const { bars, isDone } = horizon === null ? nothingLeft : await deleteBefore(Number(horizon.slice(0, 4)));
    if (quotes + bars > 0) log.info('prices were deleted that are kept no longer', { quotes, bars, horizon });
    if (isDone) prunedAt = at.getTime();
    if (pruned.sourceHours + pruned.scheduleTicks > 0) log.info('history was pruned', pruned);
  }

  return async () => {
    for (const source of sources) await repair(source);
    await adopt();
  };
}
