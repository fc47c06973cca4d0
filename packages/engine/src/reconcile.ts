import type { Log, SourceId } from '@tickermill/core';
import { abandonedRuns, dispatchAgain, dispatchedTasks, type Store } from '@tickermill/store';
import type { Queues } from './queues.ts';
import { toJob, type Window } from './window.ts';

/** A run that is younger may still be on its way from its maker to the queue. */
const abandonedAfterMs = 20_000;

interface Reconciling {
  readonly store: Store;
  readonly queues: Queues;
  readonly window: Window;
  readonly sources: readonly SourceId[];
  readonly attempts: number;
  readonly log: Log;
}

/**
 * Makes a round that compares the ledger with the queue and repairs what the queue lost: a task whose job is missed
 * twice in a row is dispatched again under the next number; runs that crashed processes left are planned or finished.
 */
export function makeReconciler({ store, queues, window, sources, attempts, log }: Reconciling): () => Promise<void> {
  const missed = new Map<SourceId, Set<string>>();

  async function repair(source: SourceId): Promise<void> {
    // First the ledger, then the queue: a job that was added between the two is seen, not missed.
    const dispatched = await dispatchedTasks(store.db, source);
    const jobs = await queues.openJobIds(source);
    const before = missed.get(source) ?? new Set();
    const keyOf = ({ taskId, dispatch }: { taskId: bigint; dispatch: number }) => `${taskId}-${dispatch}`;
    const missing = dispatched.filter((task) => !jobs.has(keyOf(task)));
    const lost = missing.filter((task) => before.has(keyOf(task)));
    missed.set(source, new Set(missing.map(keyOf)));
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

  return async () => {
    for (const source of sources) await repair(source);
    const { unplanned, unfinished } = await abandonedRuns(store.db, abandonedAfterMs);
    await queues.add(
      'plan',
      unplanned.map((id) => ({ title: `plan run ${id}`, data: { run: String(id) } })),
    );
    await queues.add(
      'finish',
      unfinished.map((id) => ({ title: `finish run ${id}`, data: { run: String(id) } })),
    );
  };
}
