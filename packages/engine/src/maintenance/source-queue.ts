import type { Log, SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { dispatchAgain, dispatchedTasks } from '@tickermill/store/ledger';
import { makeMissedTwice } from '../queues/missed-twice.ts';
import type { Queues } from '../queues/queue-client.ts';
import { jobIdOf, toJob, type Window } from '../runs/window.ts';
import { alignPace } from '../sources/sources.ts';
import type { Chore } from './chore.ts';

interface SourceQueueDeps {
  readonly store: Store;
  readonly queues: Queues;
  readonly window: Window;
  readonly attempts: number;
  readonly log: Log;
}

/**
 * Compares the ledger with the queue of a source: gives the queue back the pace that it lost, dispatches tasks again
 * whose job is missed twice in a row, and fills the window.
 */
export function sourceQueueChore(source: SourceId, deps: SourceQueueDeps, everyMs: number): Chore {
  const { store, queues, window, attempts, log } = deps;
  const lostOf = makeMissedTwice();
  return {
    name: `queue-${source}`,
    everyMs,
    async run() {
      // A flushed Redis claims without any pace: the permit holds, but every claim costs a statement in vain.
      await alignPace({ store, queues }, source);
      // First the ledger, then the queue: a job that was added between the two is seen, not missed.
      const dispatched = await dispatchedTasks(store.db, source);
      const jobs = await queues.openJobIds(source);
      const missing = dispatched.filter((task) => !jobs.has(jobIdOf(task)));
      const lost = lostOf(missing.map(jobIdOf));
      if (lost.size > 0) {
        const again = await store.transaction((tx) =>
          dispatchAgain(
            tx,
            missing.filter((task) => lost.has(jobIdOf(task))),
          ),
        );
        await queues.add(
          source,
          again.map((dispatch) => toJob(dispatch, attempts)),
        );
        log.warn('tasks had lost their jobs and were dispatched again', { source, tasks: again.length });
      }
      await window.fill(source);
      return 'done';
    },
  };
}
