import { Day, Decimal, Ticker } from '@tickermill/core';
import { z } from 'zod';

const on = { ticker: Ticker, day: Day };
const Amount = Decimal.refine((amount) => Number(amount) > 0, { error: 'must be above zero' });
const Shares = z.int().min(1).max(100_000);

/** A change of the prices of one ticker on demand, besides what the seed determines. */
export const PriceChange = z.discriminatedUnion('kind', [
  /** So many new shares for so many old from the session of a day on; earlier bars are adjusted. */
  z.strictObject({ kind: z.literal('split'), ...on, numerator: Shares, denominator: Shares }),
  /** A dividend per share as of its day, which is the first one without it. */
  z.strictObject({ kind: z.literal('dividend'), ...on, amount: Amount }),
  /** The close of a day as traded is another than it was. */
  z.strictObject({ kind: z.literal('correction'), ...on, close: Amount }),
  /** Its prices are found under another symbol from now on, under this one no more: 200 without bars. */
  z.strictObject({ kind: z.literal('rename'), ticker: Ticker, to: Ticker }),
  /** It ends: the day is its last, and its prices are found no more. */
  z.strictObject({ kind: z.literal('delisting'), ...on }),
]);
export type PriceChange = z.infer<typeof PriceChange>;

/** The body of `PUT /_sandbox/price-changes`: one change or several, in place of those that were. */
export const PriceChangeList = z.preprocess((body) => (Array.isArray(body) ? body : [body]), z.array(PriceChange));
