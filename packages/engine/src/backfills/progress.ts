import type { Log } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { takeLease } from '@tickermill/store/fleet';
import { publishBackfillProgress } from '@tickermill/store/ledger';
import { backfillClass } from '../planning/order.ts';
import { type Backfill, viewBackfills } from './view-backfills.ts';

/** How long progress is gathered before it is published, ms. */
const publishEveryMs = 2_000;

/** Publishes now and then how far backfills are, as events. */
export interface BackfillProgress {
  /** Records that something was done with this priority: of a backfill, that is published within seconds. */
  record(priority: number): void;
  /** Waits for what is being published; nothing is published any more. */
  close(): Promise<void>;
}

interface ProgressDeps {
  readonly store: Store;
  readonly now: () => Date;
}

/**
 * Publishes progress while this process works on backfills. Of all processes that do, one publishes for all of them,
 * at most every two seconds: the one that holds the lease.
 */
export function makeProgress({
  store,
  now,
  worker,
  log,
}: ProgressDeps & { worker: string; log: Log }): BackfillProgress {
  let timer: NodeJS.Timeout | null = null;
  let publishing: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function publish(): Promise<void> {
    const lease = { name: 'backfill-progress', holder: worker, forMs: 2 * publishEveryMs };
    if (await takeLease(store.db, lease)) await publishProgress({ store, now }, { isOpen: true });
  }

  return {
    record(priority) {
      if (isClosed || timer || priority < backfillClass) return;
      timer = setTimeout(() => {
        timer = null;
        publishing = publish().catch((error) =>
          log.warn('could not publish the progress of backfills', { error: String(error) }),
        );
      }, publishEveryMs);
    },
    async close() {
      isClosed = true;
      if (timer) clearTimeout(timer);
      await publishing;
    },
  };
}

/** Publishes the progress of backfills; nothing if there is none of that id. */
export async function publishProgress(
  { store, now }: ProgressDeps,
  which: { readonly id: bigint } | { readonly isOpen: true },
): Promise<void> {
  for (const view of await viewBackfills({ store, now }, which))
    await publishBackfillProgress(store.sql, toEvent(view));
}

/** The event has the names under which events are stored and sent. */
function toEvent({ id, dataset, state, percent, tasks, tasksByState, rowsStored, rowsPerSecond, endsAt }: Backfill) {
  const { waiting = 0, queued = 0, running = 0 } = tasksByState;
  return {
    run: String(id),
    dataset,
    trigger: 'backfill',
    state,
    percent,
    tasks,
    ended: tasks - waiting - queued - running,
    rows_stored: rowsStored,
    rows_per_second: rowsPerSecond,
    ends_at: endsAt?.toISOString() ?? null,
  };
}
