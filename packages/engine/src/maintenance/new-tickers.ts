import type { EngineDeps } from '../engine-deps.ts';
import { requestNewTickers } from '../runs/new-tickers.ts';
import { runStage } from '../runs/stages.ts';
import type { Chore } from './chore.ts';

/** Does the runs of the stage `new-tickers` that wait: they follow the listings. */
export const newTickersChore = (deps: EngineDeps, everyMs: number): Chore => ({
  name: 'new-tickers',
  everyMs,
  async run() {
    const isDone = await runStage(deps, 'new-tickers', async () => [await requestNewTickers(deps)]);
    return isDone ? 'more' : 'done';
  },
});
