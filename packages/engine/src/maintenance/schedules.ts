import type { Schedules } from '../schedules/open-schedules.ts';
import type { Chore } from './chore.ts';

/** Brings the schedules in line with what is tracked, and the repeatable jobs with the schedules. */
export const schedulesChore = (schedules: Schedules, everyMs: number): Chore => ({
  name: 'schedules',
  everyMs,
  async run() {
    await schedules.align();
    return 'done';
  },
});
