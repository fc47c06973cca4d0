// The schemas of bars, series, actions and quotes, for collectors and the store.

import { z } from 'zod';
import { Day, Instant } from './day.ts';
import { compare, Decimal } from './decimal.ts';
import { Ticker } from './identifiers.ts';
import { SourceId } from './sources.ts';

const pricePattern = /^[+-]?(?:\d{1,12}(?:\.\d{0,6})?|\.\d{1,6})$/;

/** A price as it is stored: DECIMAL(18,6), in the currency of its series. */
export const Price = z.string().regex(pricePattern, {
  error: 'must be a price in plain notation, of at most 12 digits before the point and 6 behind it',
});
export type Price = z.infer<typeof Price>;

/** Whether a text is a price, without the cost of a schema: a chart holds thousands. */
export const isPrice = (text: string): text is Price => pricePattern.test(text);

/** Whether a high is below its low, exactly: such a pair of prices means nothing. */
export function isBelow(high: Price, low: Price): boolean {
  // Texts are read as numbers in their order, so that only what looks equal has to be compared exactly.
  const [highest, lowest] = [Number(high), Number(low)];
  return highest < lowest || (highest === lowest && high !== low && compare(high, low) < 0);
}

/** Shares traded in a session: whole, as text, up to what a BIGINT holds. */
export const Volume = z.string().regex(/^\d{1,18}$/, { error: 'must be a whole number of shares' });
export type Volume = z.infer<typeof Volume>;

/** A session of an instrument. What the provider left out is null; never all four prices. */
export const PriceBar = z.object({
  date: Day,
  open: Price.nullable(),
  high: Price.nullable(),
  low: Price.nullable(),
  close: Price.nullable(),
  /** Adjusted for splits and dividends as of the day of the answer; null where the provider gives none. */
  adjClose: Price.nullable(),
  volume: Volume.nullable(),
  /**
   * The session had settled when the bar was requested. A bar that is not final is provisional, and is requested again.
   */
  final: z.boolean(),
});
export type PriceBar = z.infer<typeof PriceBar>;

/** A split or dividend (or, by import alone, a merger) as it took effect on a day of the exchange. */
export const CorporateAction = z.object({
  date: Day,
  type: z.enum(['split', 'dividend', 'merger']),
  /** New shares for one old: 4 for a split of 4:1, 0.1 for a reverse split of 1:10; null for dividends. */
  ratio: Decimal.nullable(),
  /** Of a dividend, per share, in the currency of the series, adjusted for later splits as its provider adjusts. */
  amount: Decimal.nullable(),
  /** As the provider wrote it. */
  raw: z.record(z.string(), z.unknown()),
});
export type CorporateAction = z.infer<typeof CorporateAction>;

/** What the prices of a series are adjusted for, besides `adjClose`. */
export const PriceBasis = z.enum(['as-traded', 'split-adjusted', 'split-and-dividend-adjusted']);
export type PriceBasis = z.infer<typeof PriceBasis>;

/** What is odd in an answer, kept and not stored as prices. */
export const PriceOddity = z.object({
  day: Day.nullable(),
  what: z.enum([
    /** A bar for a day on which the exchange was closed. */
    'closed-day',
    /** A bar of a session that was still open. */
    'unfinished-session',
    /** A second bar of a day: the last one counts. */
    'duplicate',
    /** A bar outside the requested range. */
    'out-of-range',
    /** A bar without a price. */
    'empty-bar',
    /** A value or an event that cannot be read, or is larger than what is stored: it alone is left out. */
    'unreadable',
    /** A price of zero or below, or a high below its low: nothing was traded so. */
    'impossible-price',
    /** A session is missing between others, and so recent that it may yet come. */
    'late',
    /** The series ends before the requested range. */
    'ends-early',
    /** An action on a day without a bar, or in the future. */
    'action-without-bar',
    /** Several amounts or ratios of a day, which may be one written differently. */
    'ambiguous-action',
    /** A split is reported, and the bars before it are not at its ratio yet. */
    'split-not-applied',
    /** The bars before a split were divided by its ratio twice. */
    'split-applied-twice',
    /** The adjusted closes leave a dividend out, or take off another amount. */
    'dividend-misadjusted',
    /** Prices that jump by the factor of a minor unit (GBp, GBP). */
    'unit-flip',
    /**
     * Requested twice, the source has nothing of an instrument that it should have: the instrument may have another
     * name now.
     */
    'suspect',
  ]),
});
export type PriceOddity = z.infer<typeof PriceOddity>;

/** A stretch of daily prices of one instrument, as one provider gave it in one answer. */
export const PriceSeries = z.object({
  kind: z.literal('series'),
  /** The permanent id of the instrument. */
  instrument: z.string().regex(/^\d+$/),
  symbol: Ticker,
  provider: SourceId,
  basis: PriceBasis,
  /** Not the preferred provider of this instrument: fills only sessions after the last split (or, where dividends are in the prices, after the last action). */
  isFallback: z.boolean(),
  /** The series from its beginning: replaces what is stored, in one transaction. */
  isWhole: z.boolean(),
  /** Case-sensitive: `GBp`, `ZAc`, `ILA` are minor units. Null if the provider does not say. */
  currency: z.string().min(1).max(8).nullable(),
  /** Digits behind the point that the provider means: values are rounded to them before they are compared. */
  priceHint: z.int().min(0).max(6),
  /** The requested range, days of the exchange, both included. */
  from: Day,
  to: Day,
  /** Ascending, each day once, within `from` and `to`. */
  bars: z.array(PriceBar),
  /** Settled sessions between `from` and `to` of which the provider has no prices. */
  absent: z.array(Day),
  /** Settled sessions without prices that may yet come: nothing that is stored of them is touched. */
  late: z.array(Day),
  /** Actions that take effect from `from` on; null if the provider reports none. */
  actions: z.array(CorporateAction).nullable(),
  /** Before this day the instrument was not traded; null if the provider does not say. */
  firstTradeDay: Day.nullable(),
  oddities: z.array(PriceOddity),
});
export type PriceSeries = z.infer<typeof PriceSeries>;

/** Closes of one instrument to be held against the stored ones: a probe, never stored as prices. */
export const PriceProbe = z.object({
  kind: z.literal('probe'),
  instrument: z.string().regex(/^\d+$/),
  symbol: Ticker,
  provider: SourceId,
  priceHint: z.int().min(0).max(6),
  closes: z.array(z.object({ date: Day, close: Price })),
});
export type PriceProbe = z.infer<typeof PriceProbe>;

/** A record of `daily-prices`. */
export const DailyPrices = z.discriminatedUnion('kind', [PriceSeries, PriceProbe]);
export type DailyPrices = z.infer<typeof DailyPrices>;

/** A record of `quotes`: the price of an instrument within its session. */
export const Quote = z.object({
  instrument: z.string().regex(/^\d+$/),
  symbol: Ticker,
  provider: SourceId,
  at: Instant,
  price: Price,
  open: Price.nullable(),
  high: Price.nullable(),
  low: Price.nullable(),
  previousClose: Price.nullable(),
  volume: Volume.nullable(),
  currency: z.string().min(1).max(8).nullable(),
});
export type Quote = z.infer<typeof Quote>;

/** Minor units of currencies with their major unit and how many make one of it: the one table that knows them. */
export const minorUnits: Readonly<Record<string, { readonly major: string; readonly perMajor: number }>> = {
  GBp: { major: 'GBP', perMajor: 100 },
  GBX: { major: 'GBP', perMajor: 100 },
  ZAc: { major: 'ZAR', perMajor: 100 },
  ILA: { major: 'ILS', perMajor: 100 },
};

/** A record of `second-closes`: closes of one instrument by a second source, to be compared with the stored ones. */
export const SecondCloses = z.object({
  instrument: z.string().regex(/^\d+$/),
  symbol: Ticker,
  provider: SourceId,
  basis: PriceBasis,
  /** Of sessions that have settled, each day once. */
  closes: z.array(z.object({ date: Day, close: Price })).nonempty(),
});
export type SecondCloses = z.infer<typeof SecondCloses>;
