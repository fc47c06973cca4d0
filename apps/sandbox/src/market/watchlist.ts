import { toCik } from '@tickermill/core';
import type { Listing } from './company.ts';

type Row = readonly [tickers: string, cik: number, name: string, exchange: 'NYSE' | 'Nasdaq', classes?: 'two classes'];

/**
 * 24 well-known companies with their real symbols, names and CIKs. Everything else in the sandbox about them is
 * invented.
 */
const rows: readonly Row[] = [
  ['AAPL', 320193, 'Apple Inc.', 'Nasdaq'],
  ['MSFT', 789019, 'MICROSOFT CORP', 'Nasdaq'],
  ['NVDA', 1045810, 'NVIDIA CORP', 'Nasdaq'],
  ['AMZN', 1018724, 'AMAZON COM INC', 'Nasdaq'],
  ['GOOGL GOOG', 1652044, 'Alphabet Inc.', 'Nasdaq', 'two classes'],
  ['META', 1326801, 'Meta Platforms, Inc.', 'Nasdaq', 'two classes'],
  ['TSLA', 1318605, 'Tesla, Inc.', 'Nasdaq'],
  ['BRK-B', 1067983, 'BERKSHIRE HATHAWAY INC', 'NYSE', 'two classes'],
  ['JPM', 19617, 'JPMORGAN CHASE & CO', 'NYSE'],
  ['V', 1403161, 'VISA INC.', 'NYSE', 'two classes'],
  ['UNH', 731766, 'UNITEDHEALTH GROUP INC', 'NYSE'],
  ['XOM', 34088, 'EXXON MOBIL CORP', 'NYSE'],
  ['JNJ', 200406, 'JOHNSON & JOHNSON', 'NYSE'],
  ['PG', 80424, 'PROCTER & GAMBLE Co', 'NYSE'],
  ['HD', 354950, 'HOME DEPOT, INC.', 'NYSE'],
  ['KO', 21344, 'COCA COLA CO', 'NYSE'],
  ['PEP', 77476, 'PEPSICO INC', 'Nasdaq'],
  ['COST', 909832, 'COSTCO WHOLESALE CORP /NEW', 'Nasdaq'],
  ['WMT', 104169, 'Walmart Inc.', 'Nasdaq'],
  ['DIS', 1744489, 'Walt Disney Co', 'NYSE'],
  ['NFLX', 1065280, 'NETFLIX INC', 'Nasdaq'],
  ['INTC', 50863, 'INTEL CORP', 'Nasdaq'],
  ['CSCO', 858877, 'CISCO SYSTEMS, INC.', 'Nasdaq'],
  ['ORCL', 1341439, 'ORACLE CORP', 'NYSE'],
];

/** The listings of the default watchlist, at the head of the register. */
export const watchlistListings: readonly Listing[] = rows.map(([tickers, cik, name, exchange, classes], index) => {
  const [first = '', ...others] = tickers.split(' ');
  return { index, cik: toCik(cik), name, tickers: [first, ...others], exchange, hasTwoClasses: classes !== undefined };
});
