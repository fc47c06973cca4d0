import { portfoliosToSnapshot } from '@tickermill/store/portfolios';
import type { EngineDeps } from '../engine-deps.ts';
import { makeSnapshots } from '../portfolios/make-snapshots.ts';
import type { Chore } from './chore.ts';

/** Values the portfolios at the end of each day, and anew where a trade, price, split or exchange rate was corrected. */
export const portfolioSnapshotsChore = ({ store, now }: Pick<EngineDeps, 'store' | 'now'>): Chore => ({
  name: 'portfolio-snapshots',
  everyMs: 60_000,
  async run() {
    let more = false;
    for (const { id } of await portfoliosToSnapshot(store.sql)) {
      const round = await makeSnapshots(store, id, now());
      more ||= round.more;
    }
    return more ? 'more' : 'done';
  },
});
