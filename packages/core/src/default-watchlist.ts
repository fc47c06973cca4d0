import type { Ticker } from './identifiers.ts';

/** What a first start tracks: large US companies, two of them (GOOG, GOOGL) under one CIK. The sandbox lists them all. */
export const defaultWatchlist: readonly Ticker[] = [
  ...['AAPL', 'MSFT', 'NVDA', 'AMZN', 'GOOGL', 'GOOG', 'META', 'TSLA', 'BRK-B', 'JPM', 'V', 'UNH', 'XOM'],
  ...['JNJ', 'PG', 'HD', 'KO', 'PEP', 'COST', 'WMT', 'DIS', 'NFLX', 'INTC', 'CSCO', 'ORCL'],
];
