import { dayMs, type Log } from '@tickermill/core';
import { dropSilentConsumers, pruneEvents } from '@tickermill/store/events';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** Events are kept for a day (docs/decisions/0015), and deleted so many thousands at a time. */
const kept = { olderThanMs: dayMs, batches: 20 };
/** What a live consumer has not read is kept longer; one that is silent for so long no longer holds anything. */
const silentMs = 7 * dayMs;

/** Deletes events that are past their time and that every consumer has read. */
export const oldEventsChore = ({ store, log }: EngineDeps & { readonly log: Log }, everyMs: number): Chore => ({
  name: 'old-events',
  everyMs,
  async run() {
    for (const consumer of await dropSilentConsumers(store.sql, silentMs))
      log.warn('an event consumer was silent for 7 days and was dropped: it begins anew when it comes back', {
        consumer,
      });
    return (await pruneEvents(store.sql, kept)) ? 'more' : 'done';
  },
});
