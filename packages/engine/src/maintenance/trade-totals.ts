import { countTotals, replaceForeignFilings } from '@tickermill/store/insider-trades';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/**
 * Counts the totals of insider trades anew where they are stale. After a restore from another server it also gives the
 * filings a place that readers get to see.
 */
export const tradeTotalsChore = ({ store }: EngineDeps, everyMs: number): Chore => ({
  name: 'trade-totals',
  everyMs,
  async run() {
    await replaceForeignFilings(store.sql);
    await countTotals(store);
    return 'done';
  },
});
