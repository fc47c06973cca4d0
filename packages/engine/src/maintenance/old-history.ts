import { dayMs, type Log } from '@tickermill/core';
import { forgetChores } from '@tickermill/store/fleet';
import { pruneHistory } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** A chore that no process has done for so long is none any more, as of a source that is disabled. */
const choreKeptMs = 7 * dayMs;

/** Deletes, once a day, the hours of sources, the ticks of schedules and the chores that are past their time. */
export const oldHistoryChore = ({ store, now, log }: EngineDeps & { readonly log: Log }): Chore => ({
  name: 'old-history',
  everyMs: dayMs,
  async run() {
    const pruned = await pruneHistory(store.db, now());
    const chores = await forgetChores(store.sql, choreKeptMs);
    if (pruned.sourceHours + pruned.scheduleTicks + chores > 0)
      log.info('expired history deleted', { ...pruned, chores });
    return 'done';
  },
});
