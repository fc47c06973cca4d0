import { countTotals } from '@tickermill/store/insider-trades';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** Counts the totals of insider trades anew where they are stale. */
export const tradeTotalsChore = ({ store }: EngineDeps, everyMs: number): Chore => ({
  name: 'trade-totals',
  everyMs,
  async run() {
    await countTotals(store);
    return 'done';
  },
});
