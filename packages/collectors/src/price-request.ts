import { Day, Price, Ticker } from '@tickermill/core';
import { z } from 'zod';

/** What the planner passes to a collector of daily prices, which has no clock and does not see what is stored. */
export const priceParams = z.object({
  symbol: Ticker,
  mic: z.string().nullable().default(null),
  /** The range: days of the exchange, both included. The last is no later than the last session that is over. */
  from: Day,
  to: Day,
  /** Sessions up to this day have settled; later bars are provisional. */
  settledTo: Day,
  /** Where a whole series begins. */
  wholeFrom: Day,
  isWhole: z.boolean().default(false),
  /** Fills a gap behind which a later series is stored, adjusted for what happened in the gap. */
  isGap: z.boolean().default(false),
  isFallback: z.boolean().default(false),
  /** Of the stored series. */
  currency: z.string().nullable().default(null),
  /** The last stored bar before what is wanted, if there is one to go by. */
  last: z.object({ date: Day, close: Price }).nullable().default(null),
  /** The first day that is owed, where whole days of its market could bring it: `from` may be earlier. */
  owedFrom: Day.nullable().default(null),
  /** It is not worth a request of its own yet: only whole days of its market bring it. */
  canWait: z.boolean().default(false),
  /** The kind of request, if the source has several: its bars, its closes to compare, or the bar of the day. */
  ask: z.enum(['bars', 'closes', 'day']).default('bars'),
});

export type PriceParams = z.output<typeof priceParams>;

/** The same, of one instrument. */
export const PriceRequest = priceParams.extend({ instrument: z.string().regex(/^\d+$/) });
export type PriceRequest = z.output<typeof PriceRequest>;

/** Seconds since 1970 at the start of a day in UTC. */
export const epochOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / 1_000;
