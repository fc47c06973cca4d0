import { z } from 'zod';
import { AskedTicker } from '../identifiers.ts';
import { AskedName } from './paging.ts';

/** So many tickers fit into an address. */
const maxTickers = 500;

/** Tickers in a query, separated by commas. */
const TickerList = z
  .string()
  .max(8_000)
  .transform((text) => text.split(',').filter((part) => part.trim() !== ''))
  .pipe(z.array(AskedTicker).min(1).max(maxTickers));

/** Whose rows are selected: those of a ticker, of several, or of a watchlist. */
export const tickerSelection = {
  ticker: AskedTicker.optional(),
  tickers: TickerList.optional().describe(`Several, separated by commas: \`AAPL,MSFT\`; at most ${maxTickers}.`),
  watchlist: AskedName.optional().describe('The name of a watchlist: every ticker that is on it.'),
};

/** No more than one of them is given. */
export const isOneSelection = (query: {
  readonly ticker?: unknown;
  readonly tickers?: unknown;
  readonly watchlist?: unknown;
}): boolean => [query.ticker, query.tickers, query.watchlist].filter((part) => part !== undefined).length <= 1;
export const severalSelections = { path: ['tickers'], error: 'ticker, tickers and watchlist exclude one another' };
