import { abandonedRuns } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { finishJob, planJob } from '../queues/job-data.ts';
import { settle } from '../runs/cancel.ts';
import type { Chore } from './chore.ts';

/** A younger run may still be in transit to the queue. */
const abandonedAfterMs = 20_000;

/** Plans, cancels, finishes or publishes runs that a crashed process left halfway. */
export const abandonedRunsChore = ({ store, queues }: EngineDeps, everyMs: number): Chore => ({
  name: 'abandoned-runs',
  everyMs,
  async run() {
    const { unplanned, unsettled, unfinished } = await abandonedRuns(store.db, abandonedAfterMs);
    await queues.add('plan', unplanned.map(planJob));
    await settle({ store, queues }, unsettled);
    await queues.add('finish', unfinished.map(finishJob));
    return 'done';
  },
});
