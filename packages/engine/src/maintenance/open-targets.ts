import { closeTargetsLeftOpen } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { queueFinish } from '../runs/cancel.ts';
import type { Chore } from './chore.ts';

/** Closes targets whose last task has ended without anyone closing them, and has their runs finished. */
export const openTargetsChore = ({ store, queues }: EngineDeps, everyMs: number): Chore => ({
  name: 'open-targets',
  everyMs,
  async run() {
    await queueFinish({ store, queues }, await closeTargetsLeftOpen(store));
    return 'done';
  },
});
