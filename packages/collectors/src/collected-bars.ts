// Filters and checks the bars of an answer, for every collector of daily prices.

import {
  addDays,
  type Day,
  isBelow,
  micOf,
  type PriceBar,
  type PriceOddity,
  type TradingCalendar,
  tradingCalendar,
} from '@tickermill/core';
import type { PriceRequest } from './price-request.ts';
import type { Fault } from './price-values.ts';

/** A bar as an answer contains it, its day by the exchange's clocks. */
export interface ReadBar extends Omit<PriceBar, 'final'> {
  /** What was left out of it as no value, each once. */
  readonly faults: readonly Fault[];
}

interface Collected {
  /** Ascending, each day once, of requested sessions. */
  readonly bars: readonly PriceBar[];
  /** Settled sessions of which the provider has no prices, and will have none. */
  readonly absent: readonly Day[];
  /** Settled sessions without prices, so recent that they may yet come. */
  readonly late: readonly Day[];
  readonly oddities: readonly PriceOddity[];
}

/** So many of the last sessions may still be late at a provider: they are requested again. */
export const mayBeLate = 5;

/** The calendar of the exchange of an instrument, where one is known. */
export function calendarOf({ symbol, mic }: Pick<PriceRequest, 'symbol' | 'mic'>): TradingCalendar | null {
  const exchange = micOf(symbol, mic);
  return exchange && tradingCalendar(exchange);
}

const isEmpty = ({ open, high, low, close }: ReadBar) =>
  open === null && high === null && low === null && close === null;

const isInverted = ({ high, low }: ReadBar) => high !== null && low !== null && isBelow(high, low);

/** Field by field: a spread costs several times as much, and a series has thousands. */
const toPriceBar = (bar: ReadBar, { final }: { final: boolean }): PriceBar => ({
  date: bar.date,
  open: bar.open,
  high: bar.high,
  low: bar.low,
  close: bar.close,
  adjClose: bar.adjClose,
  volume: bar.volume,
  final,
});

/**
 * Selects the bars of an answer to be stored, and reports what is odd in them. `firstTradeDay` is the beginning of the
 * series, if known; `margin` the days on each side that were requested beyond the range.
 */
export function collectBars(
  read: readonly ReadBar[],
  request: PriceRequest,
  { firstTradeDay, margin }: { firstTradeDay: Day | null; margin: number },
): Collected {
  const { from, to, settledTo } = request;
  const calendar = calendarOf(request);
  const oddities: PriceOddity[] = [];
  const odd = (day: Day | null, what: PriceOddity['what']) => oddities.push({ day, what });
  const byDay = new Map<Day, ReadBar>();

  for (const bar of read) {
    const day = bar.date;
    if (day < from || day > to) {
      if (day < addDays(from, -margin) || day > addDays(to, margin)) odd(day, 'out-of-range');
      else if (day > to && day > settledTo) odd(day, 'unfinished-session');
      continue;
    }
    if (calendar?.isKnown(day) && !calendar.isTradingDay(day)) {
      odd(day, 'closed-day');
      continue;
    }
    const before = byDay.get(day);
    if (before) odd(day, 'duplicate');
    // The last bar of a day counts, unless it is empty.
    if (!before || !isEmpty(bar)) byDay.set(day, bar);
  }
  const days = [...byDay.keys()].sort();
  const bars: PriceBar[] = [];
  for (const day of days) {
    const read = byDay.get(day) as ReadBar;
    // The answer does not show which of the two is wrong.
    const bar = isInverted(read) ? { ...read, high: null, low: null, faults: withImpossible(read.faults) } : read;
    for (const fault of bar.faults) odd(day, fault);
    if (!isEmpty(bar)) bars.push(toPriceBar(bar, { final: day <= settledTo }));
    else odd(day, 'empty-bar');
  }
  if (!calendar) return { bars, absent: [], late: [], oddities };

  const begins = firstTradeDay !== null && firstTradeDay > from ? firstTradeDay : from;
  const ends = to < settledTo ? to : settledTo;
  const sessions = begins <= ends ? calendar.tradingDaysBetween(begins, ends) : [];
  const held = new Set(bars.map(({ date }) => date));
  const missing = sessions.filter((day) => !held.has(day));
  const recent = new Set(calendar.tradingDaysBetween(addDays(settledTo, -3 * mayBeLate), settledTo).slice(-mayBeLate));
  // A bar that is empty may yet be filled, like one that is missing: Yahoo's last close at times comes with the next open.
  const late = missing.filter((day) => recent.has(day));
  const last = bars.at(-1)?.date;
  const isBehind = (day: Day) => last === undefined || day > last;
  const untold = missing.filter((day) => !byDay.has(day));
  for (const day of untold) if (recent.has(day) && !isBehind(day)) odd(day, 'late');
  if (untold.some(isBehind)) odd(null, 'ends-early');
  // What is there and cannot be read is not nothing.
  const isUnreadable = (day: Day) => byDay.get(day)?.faults.includes('unreadable') ?? false;
  const absent = missing.filter((day) => calendar.isKnown(day) && !recent.has(day) && !isUnreadable(day));
  return { bars, absent, late, oddities };
}

const withImpossible = (faults: readonly Fault[]): readonly Fault[] =>
  faults.includes('impossible-price') ? faults : [...faults, 'impossible-price'];
