import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { Price, Volume } from '../prices.ts';
import { CurrencyView } from './prices.ts';
import { defineRoute } from './route.ts';

/** The price of an instrument within its session. */
const QuoteView = z
  .object({
    at: Instant,
    price: Price,
    open: Price.nullable(),
    high: Price.nullable(),
    low: Price.nullable(),
    previous_close: Price.nullable(),
    volume: Volume.nullable(),
    provider: z.string(),
  })
  .meta({ id: 'Quote' });
export type QuoteView = z.infer<typeof QuoteView>;

/** The latest quote of a ticker, and those of its day. */
export const QuotesView = z
  .object({
    ticker: z.string(),
    ...CurrencyView,
    day: Day.nullable().describe('Of the exchange: the one that the latest quote is of.'),
    latest: QuoteView.nullable(),
    quotes: z.array(QuoteView).describe('Of that day, ascending.'),
  })
  .meta({ id: 'Quotes' });
export type QuotesView = z.infer<typeof QuotesView>;

export const quoteRoutes = {
  get: defineRoute({
    id: 'getQuotes',
    method: 'get',
    path: '/quotes/{ticker}',
    tag: 'Prices',
    role: 'viewer',
    summary: 'The latest quote of a ticker and the series of its day.',
    params: z.object({ ticker: AskedTicker }),
    answers: { 200: QuotesView },
  }),
};
