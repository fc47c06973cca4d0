import { makeSettledExchanges } from '../datasets/daily-prices/settled-exchanges.ts';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** Requests the prices of each exchange once its session has settled. */
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
