import { Day, MarketId, markets, tradingCalendar } from '@tickermill/core';
import { z } from 'zod';

/** What the planner passes to a collector of whole days of markets. */
export const marketDayParams = z.object({
  market: MarketId,
  /** The day that is wanted: a session of the market. */
  day: Day,
  /**
   * Sessions up to that one, ascending, each of them wanted; the session before the first of them is asked for as well, to
   * be held against what is stored. None: the day alone.
   */
  days: z.array(Day).default([]),
  /** Instruments of which nothing is stored get a series that begins with the first of these days. */
  beginsSeries: z.boolean().default(false),
  /** False: a later session of the market is over, and a split may have come with it. */
  isLatest: z.boolean().optional(),
});
export type MarketDayParams = z.output<typeof marketDayParams>;

/** What a task of theirs keeps: the days still to be asked for, ascending, the first of them next. */
export const MarketDayInput = z.object({
  market: MarketId,
  days: z.array(Day).nonempty(),
  beginsSeries: z.boolean().default(false),
  isLatest: z.boolean().optional(),
  /** Where a list of several pages goes on. */
  cursor: z.string().optional(),
});
export type MarketDayInput = z.output<typeof MarketDayInput>;

/** The session before a day of a market. */
export const sessionBefore = (market: MarketId, day: Day): Day =>
  tradingCalendar(markets[market].calendar).previousTradingDay(day);

/** The days that are asked for: the wanted ones, and the session before them. */
export function daysToAsk({ market, day, days }: MarketDayParams): readonly [Day, ...Day[]] {
  const wanted = days.length > 0 ? days : [day];
  return [sessionBefore(market, wanted[0] as Day), ...wanted];
}
