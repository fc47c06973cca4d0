import { makeSettledExchanges } from '../datasets/daily-prices/settled-exchanges.ts';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** Has the prices of each exchange asked for once its session has settled. */
export function settledSessionsChore({ store, queues, now }: EngineDeps, everyMs: number): Chore {
  const askSettled = makeSettledExchanges({ store, queues });
  return {
    name: 'settled-sessions',
    everyMs,
    async run() {
      await askSettled(now());
      return 'done';
    },
  };
}
