import { PipelineError } from '@tickermill/core';

/**
 * Whose rows a command is asked for, as the query of the API has it.
 * @throws {PipelineError} `INVALID_INPUT` where neither tickers nor a watchlist, or both, are named
 */
export function whose(tickers: readonly string[], watchlist: string | undefined): Record<string, string> {
  if (tickers.length > 0 && watchlist !== undefined)
    throw new PipelineError('INVALID_INPUT', 'Name tickers or --watchlist, not both.');
  if (watchlist !== undefined) return { watchlist };
  if (tickers.length > 0) return { tickers: tickers.join(',') };
  throw new PipelineError('INVALID_INPUT', 'Name a ticker, such as AAPL, or --watchlist.');
}
