/** Reads filings, insiders, trades and their statistics for the API. */

export { everyTrade } from './every-trade.ts';
export type { ListedFiling, WholeFiling } from './filings.ts';
export { findFiling, listFilings } from './filings.ts';
export type { InsiderProfile } from './insiders.ts';
export { insiderProfile } from './insiders.ts';
export type { ListedTrade, TradeSort } from './list.ts';
export { listTrades } from './list.ts';
export { type PolledTrades, pollTrades, replaceForeignFilings } from './poll.ts';
export { fromCursor, type TradePosition, toCursor } from './position.ts';
export type { TradeGroup, TradeGroupBy, TradeStatistics } from './statistics.ts';
export { tradeStatistics } from './statistics.ts';
export type { TradeTotals } from './totals.ts';
export { countTotals, staleTotals } from './totals.ts';
