import type { EngineDeps } from '../engine-deps.ts';
import { endRefreshes, startWaiting } from '../refresh/refreshes.ts';
import type { Chore } from './chore.ts';

/** Starts the refreshes that fell due, and writes the reports of those whose runs have ended. */
export const refreshesChore = (deps: EngineDeps, everyMs: number): Chore => ({
  name: 'refreshes',
  everyMs,
  async run() {
    await endRefreshes(deps);
    return (await startWaiting(deps)) ? 'more' : 'done';
  },
});
