import { dayAt, dayMs, type Log } from '@tickermill/core';
import { archiveDelisted, delistGone, listingsToRepeat } from '@tickermill/store/universe';
import type { EngineDeps } from '../engine-deps.ts';
import { requestNewTickers } from '../runs/new-tickers.ts';
import { requestListings } from '../runs/universe.ts';
import type { Chore } from './chore.ts';

/**
 * Once a day: requests listings again that failed in this month, and the prices of what such a one has brought; delists what is missing and that a price source no longer
 * knows, and archives what has been delisted for long.
 */
export const universeChore = (deps: EngineDeps & { readonly log: Log }): Chore => ({
  name: 'universe',
  everyMs: dayMs,
  async run() {
    const { store, now, log } = deps;
    const day = dayAt(now(), 'UTC');
    const repeated = await listingsToRepeat(store.db, now());
    for (const listing of repeated) await requestListings(deps, listing);
    // The schedule `new-tickers` follows the listings of the first of the month alone.
    const { found: brought } = await requestNewTickers(deps);
    const [delisted, archived] = await store.sqlTransaction(async (tx) => [
      await delistGone(tx, day),
      await archiveDelisted(tx, day),
    ]);
    if (repeated.length + brought + delisted + archived > 0)
      log.info('universe kept', { repeated, brought, delisted, archived });
    return 'done';
  },
});
