import type { Schedules } from '../schedules/open-schedules.ts';
import type { Chore } from './chore.ts';

/** Runs the last slot of each schedule whose tick the queue has lost. */
export const missedSlotsChore = (schedules: Schedules, everyMs: number): Chore => ({
  name: 'missed-slots',
  everyMs,
  async run() {
    await schedules.catchUp();
    return 'done';
  },
});
