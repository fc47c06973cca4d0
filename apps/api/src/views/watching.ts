/** Watchlists and watch rules as the contracts have them. */
import type { WatchlistItemView, WatchlistView, WatchMatchView, WatchRuleView } from '@tickermill/core/contracts';
import type { Watchlist, WatchlistItem } from '@tickermill/store/universe';
import type { KeptWatchRule, WatchMatch } from '@tickermill/store/watch-rules';
import { contractOf } from './contract-of.ts';

export const viewWatchlist = (watchlist: Watchlist): WatchlistView => contractOf(watchlist);
export const viewWatchlistItem = (item: WatchlistItem): WatchlistItemView => contractOf(item);
export const viewWatchRule = (rule: KeptWatchRule): WatchRuleView => contractOf(rule);
export const viewWatchMatch = (match: WatchMatch): WatchMatchView => contractOf(match);
