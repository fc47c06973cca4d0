import { runsToFollow } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { planJob } from '../queues/job-data.ts';
import type { Chore } from './chore.ts';

/** Plans the follow-ups whose turn has come, for a process that was lost before it could. */
export const followUpsChore = ({ store, queues }: EngineDeps, everyMs: number): Chore => ({
  name: 'follow-ups',
  everyMs,
  async run() {
    await queues.add('plan', (await runsToFollow(store.sql)).map(planJob));
    return 'done';
  },
});
