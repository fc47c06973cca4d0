import { createRetries } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { planJob } from '../queues/job-data.ts';
import type { Chore } from './chore.ts';

/** Retries the failed targets of runs an hour after these have ended. */
export const runRetriesChore = ({ store, queues, now }: EngineDeps, everyMs: number): Chore => ({
  name: 'run-retries',
  everyMs,
  async run() {
    await queues.add('plan', (await createRetries(store.db, now())).map(planJob));
    return 'done';
  },
});
