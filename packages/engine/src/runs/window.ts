// Turns waiting tasks into jobs while places are free: back-pressure on the queues.

import type { SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { type Dispatch, fillWindow } from '@tickermill/store/ledger';
import { sources } from '@tickermill/upstream';
import { backfillClass } from '../planning/order.ts';
import type { NewJob, Queues } from '../queues/queue-client.ts';

/** The number of jobs of a source that backfills may have at most. */
const maxOfBackfills = 500;
/** How long refills wait for one another when nothing new was planned, ms. */
const lazyMs = 250;

/** Keeps the queue of each source filled from the ledger: every task is a row before it is a job. */
export interface Window {
  /** Adds jobs for waiting tasks, at once. Calls that come while one works are served by one more round. */
  fill(source: SourceId): Promise<void>;
  /** Does the same a little later, for many callers at once. */
  fillSoon(source: SourceId): void;
  /** Waits for fills in progress; nothing is filled any more. */
  close(): Promise<void>;
}

/** The id of a task's job. */
export const jobIdOf = ({ taskId, dispatch }: Pick<Dispatch, 'taskId' | 'dispatch'>) => `${taskId}-${dispatch}`;

/** The job of a dispatched task, with the attempts that the ledger leaves it: a queue that was flushed has forgotten them. */
export function toJob({ title, priority, attempts, delayMs, ...task }: Dispatch, maxAttempts: number): NewJob {
  return {
    id: jobIdOf(task),
    title,
    data: { task: String(task.taskId), dispatch: task.dispatch },
    priority,
    delayMs,
    attempts: Math.max(1, maxAttempts - attempts),
  };
}

export function openWindow({
  store,
  queues,
  size,
  attempts,
}: {
  store: Store;
  queues: Queues;
  size: number;
  attempts: number;
}): Window {
  const rounds = new Map<SourceId, { current: Promise<void>; next: Promise<void> | null }>();
  const ruleOf = (source: SourceId) => ({
    size,
    backfill: { priority: backfillClass, size: maxOfBackfills },
    quota: sources[source].quota,
  });
  const timers = new Map<SourceId, NodeJS.Timeout>();
  let closed = false;

  async function round(source: SourceId): Promise<void> {
    if (closed) return;
    const filled = await store.sqlTransaction((tx) => fillWindow(tx, source, ruleOf(source)));
    await queues.add(
      source,
      filled.map((dispatch) => toJob(dispatch, attempts)),
    );
  }

  function fill(source: SourceId): Promise<void> {
    const running = rounds.get(source);
    if (running) {
      running.next ??= running.current.catch(() => {}).then(() => start(source));
      return running.next;
    }
    return start(source);
  }

  function start(source: SourceId): Promise<void> {
    const current = round(source).finally(() => {
      if (rounds.get(source)?.current === current && !rounds.get(source)?.next) rounds.delete(source);
    });
    rounds.set(source, { current, next: null });
    return current;
  }

  return {
    fill,
    fillSoon(source) {
      if (closed || timers.has(source)) return;
      timers.set(
        source,
        setTimeout(() => {
          timers.delete(source);
          fill(source).catch(() => {}); // the reconciler fills again
        }, lazyMs),
      );
    },
    async close() {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.allSettled([...rounds.values()].flatMap(({ current, next }) => [current, next]));
    },
  };
}
