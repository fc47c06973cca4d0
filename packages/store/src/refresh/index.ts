/** The refreshes of all stocks: the runs that each is made of, and what it came to. */

export type { RefreshFigures } from './refresh-figures.ts';
export { countListedStocks, refreshFigures } from './refresh-figures.ts';
export type { Refresh, RefreshRequest } from './refreshes.ts';
export { endRefresh, openRefreshes, refreshes, startRefresh } from './refreshes.ts';
