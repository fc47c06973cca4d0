import type { RunRequest } from '@tickermill/store/ledger';
import type { Asked, Candidates } from './definition.ts';

/** Targets that belong to no ticker: the market itself, or days and instants of it. */
export const ofWholeMarket = (asked: readonly Asked[], { force }: Pick<RunRequest, 'force'>): Candidates => ({
  targets: asked.map((each) => ({ ...each, tickers: [], force })),
  skipped: [],
});
