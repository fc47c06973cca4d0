import { mayBeLate, type PriceParams } from '@tickermill/collectors';
import { addDays, type Day, earliestDay, type TradingCalendar } from '@tickermill/core';
import type { CoverageGap } from '@tickermill/store/prices';
import type { PriceRequest } from './price-requests.ts';

/**
 * The request for a gap. `isGap`: bars of later days are stored, or none at all, so that any split in the gap is
 * already reflected in the prices of both.
 */
export type GapRequest = PriceRequest & Pick<PriceParams, 'isGap'>;

/** What is stored of an instrument, and the days that are missing. */
export type Gaps = Pick<CoverageGap, 'firstStored' | 'lastStored' | 'lastAbsent' | 'gaps'>;

/**
 * The requests that fill the gaps of an instrument, the latest first: one per gap that contains a settled session of
 * its exchange. The last few sessions of a series that had ended before them are left to the nightly refresh: they were
 * requested together with days known to be absent, and do not count as absent only because they may still come.
 */
export function gapRequests(
  { firstStored, lastStored, lastAbsent, gaps }: Gaps,
  { calendar, now }: { calendar: TradingCalendar; now: Date },
): GapRequest[] {
  const settledTo = calendar.lastSettledSession(now).day;
  return gaps
    .map(({ from, before }) => ({ from, to: earliestDay(addDays(before, -1), settledTo) }))
    .filter(({ from, to }) => holdsSession(calendar, from, to))
    .filter(({ from }) => lastAbsent === null || from !== addDays(lastAbsent, 1) || !isLate(calendar, from, settledTo))
    .map(({ from, to }) => ({
      ask: 'bars',
      from,
      to,
      settledTo,
      isWhole: false,
      wholeFrom: firstStored !== null && firstStored < from ? firstStored : from,
      isGap: lastStored === null || from <= lastStored,
    }));
}

const holdsSession = (calendar: TradingCalendar, from: Day, to: Day): boolean =>
  from <= to && (calendar.isTradingDay(from) || calendar.nextTradingDay(from) <= to);

const isLate = (calendar: TradingCalendar, from: Day, settledTo: Day): boolean =>
  from >= addDays(settledTo, -3 * mayBeLate) && calendar.tradingDaysBetween(from, settledTo).length <= mayBeLate;
