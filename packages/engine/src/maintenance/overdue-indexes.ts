import { publishOverdueIndexes } from '../datasets/ownership-index/overdue.ts';
import type { EngineDeps } from '../engine-deps.ts';
import type { Schedules } from '../schedules/open-schedules.ts';
import type { Chore } from './chore.ts';

/** Publishes each day whose index should have been read by now, once. */
export const overdueIndexesChore = (
  { store, now, schedules }: EngineDeps & { readonly schedules: Schedules },
  everyMs: number,
): Chore => ({
  name: 'overdue-indexes',
  everyMs,
  async run() {
    // After a long sleep of the machine the run that reads the index is requested first, and then awaited.
    await schedules.catchUp();
    await publishOverdueIndexes(store, now());
    return 'done';
  },
});
