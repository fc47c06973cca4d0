// A market's day in one answer: the markets that are asked so, and the schemas of what the answers hold.

import { z } from 'zod';
import type { Mic } from './calendar/mic.ts';
import { exchangesOfUnitedStates } from './calendar/mic-of.ts';
import { Day } from './day.ts';
import { Decimal } from './decimal.ts';
import { Ticker } from './identifiers.ts';
import { Price, PriceBasis, Volume } from './prices.ts';
import { SourceId } from './sources.ts';

/** A market that can be asked for whole days: exchanges that one answer holds. */
export const MarketId = z.enum(['us', 'XLON', 'XPAR', 'XETR', 'XKRX', 'XKOS', 'XKON', 'krx-etfs']);
export type MarketId = z.infer<typeof MarketId>;

/** What is known of a market that is asked as a whole. */
interface Market {
  readonly name: string;
  /** The exchanges whose instruments its answers hold. */
  readonly mics: readonly string[];
  /** The exchange whose sessions are its days. */
  readonly calendar: Mic;
  /** The unit of its prices. */
  readonly currency: string;
  /** Whether its answers hold all that is listed there, or funds alone, or everything but funds. */
  readonly funds?: 'alone' | 'left-out';
}

/** The one table of markets that are asked as a whole. */
export const markets: Readonly<Record<MarketId, Market>> = {
  us: { name: 'United States', mics: exchangesOfUnitedStates, calendar: 'XNYS', currency: 'USD' },
  XLON: { name: 'London', mics: ['XLON'], calendar: 'XLON', currency: 'GBp' },
  XPAR: { name: 'Paris', mics: ['XPAR', 'ALXP', 'XMLI'], calendar: 'XPAR', currency: 'EUR' },
  XETR: { name: 'Xetra', mics: ['XETR'], calendar: 'XETR', currency: 'EUR' },
  XKRX: { name: 'KOSPI', mics: ['XKRX'], calendar: 'XKRX', currency: 'KRW', funds: 'left-out' },
  XKOS: { name: 'KOSDAQ', mics: ['XKOS'], calendar: 'XKRX', currency: 'KRW' },
  XKON: { name: 'KONEX', mics: ['XKON'], calendar: 'XKRX', currency: 'KRW' },
  'krx-etfs': { name: 'funds of Korea', mics: ['XKRX'], calendar: 'XKRX', currency: 'KRW', funds: 'alone' },
};

/** The market that asks about an exchange; null for one that none does. */
export const marketOf = (mic: string): MarketId | null =>
  MarketId.options.find((id) => markets[id].mics.includes(mic)) ?? null;

/** How a day of a market is named in the ledger: `us 2026-11-30`. */
export const marketDayTarget = (market: MarketId, day: Day): string => `${market} ${day}`;

/** What both kinds of records say of their answer. */
const answered = { market: MarketId, provider: SourceId, day: Day };

/** A bar of an instrument on the day, by the symbol that it bears in our form. */
export const MarketBar = z.object({
  symbol: Ticker,
  open: Price.nullable(),
  high: Price.nullable(),
  low: Price.nullable(),
  close: Price.nullable(),
  volume: Volume.nullable(),
});
export type MarketBar = z.infer<typeof MarketBar>;

/** The bars of a market's day, which has settled and was published. */
export const MarketDayBars = z.object({
  kind: z.literal('bars'),
  ...answered,
  /** The session before it. */
  previous: Day,
  basis: PriceBasis,
  /** Instruments of which nothing is stored get a series that begins here; otherwise they are left out. */
  beginsSeries: z.boolean(),
  /** Rows of the answer, refused ones among them. */
  rows: z.int().nonnegative(),
  /** Rows that are no bar of the day, or whose symbol has no form of ours, by the reason. */
  refused: z.record(z.string(), z.int().positive()),
  /** Each symbol once. */
  bars: z.array(MarketBar),
});
export type MarketDayBars = z.infer<typeof MarketDayBars>;

/** Splits and dividends that took effect on some days of a market. */
export const MarketDayActions = z.object({
  kind: z.literal('actions'),
  ...answered,
  actions: z.array(
    z.object({
      symbol: Ticker,
      date: Day,
      type: z.enum(['split', 'dividend']),
      /** New shares for one old; null for dividends. */
      ratio: Decimal.nullable(),
      /** Per share, as it was paid; null for splits. */
      amount: Decimal.nullable(),
      /** As the provider wrote it. */
      raw: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type MarketDayActions = z.infer<typeof MarketDayActions>;

/** A record of `market-days`. */
export const MarketDayRecord = z.discriminatedUnion('kind', [MarketDayBars, MarketDayActions]);
export type MarketDayRecord = z.infer<typeof MarketDayRecord>;
