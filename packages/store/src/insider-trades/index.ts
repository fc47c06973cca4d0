/** Reads filings, insiders, trades and their statistics for the API. */

export { listFilings, viewFiling } from './filings.ts';
export { viewInsider } from './insiders.ts';
export { everyTrade, listTrades } from './list.ts';
export { tradeStatistics } from './statistics.ts';
export { countTotals, staleTotals } from './totals.ts';
