import { pruneEvents } from '@tickermill/store/events';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** Events are kept for a day (docs/decisions/0015), and deleted so many thousands at a time. */
const kept = { olderThanMs: 24 * 3_600_000, batches: 20 };

/** Deletes events that are past their time. */
export const oldEventsChore = ({ store }: EngineDeps, everyMs: number): Chore => ({
  name: 'old-events',
  everyMs,
  run: async () => ((await pruneEvents(store.sql, kept)) ? 'more' : 'done'),
});
