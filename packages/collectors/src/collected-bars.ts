import { addDays, type Day, micOf, type PriceBar, type PriceOddity, tradingCalendar } from '@tickermill/core';
import type { PriceRequest } from './price-request.ts';

/** A bar as it stands in an answer, its day told by the exchange's clocks. */
export type ReadBar = Omit<PriceBar, 'final'>;

interface Collected {
  /** Ascending, each day once, of sessions that were asked for. */
  readonly bars: readonly PriceBar[];
  /** Settled sessions of which the provider has no prices, and will have none. */
  readonly absent: readonly Day[];
  readonly oddities: readonly PriceOddity[];
}

/** So many of the last sessions may still be on their way: a provider that is late is asked again for them. */
export const mayBeLate = 5;

const isEmpty = ({ open, high, low, close }: ReadBar) =>
  open === null && high === null && low === null && close === null;

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
 * What is to be stored of the bars of an answer, and what is odd in them. `firstTradeDay` is where the series begins,
 * if that is known; `margin` the days on each side that were asked for beside what is wanted.
 */
export function collectBars(
  read: readonly ReadBar[],
  { symbol, mic, from, to, settledTo }: PriceRequest,
  { firstTradeDay, margin }: { firstTradeDay: Day | null; margin: number },
): Collected {
  const exchange = micOf(symbol, mic);
  const calendar = exchange && tradingCalendar(exchange);
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
    // The last one counts, unless it has nothing to say.
    if (!before || !isEmpty(bar)) byDay.set(day, bar);
  }
  const days = [...byDay.keys()].sort();
  for (const day of days) {
    const bar = byDay.get(day);
    if (!bar || !isEmpty(bar)) continue;
    odd(day, 'empty-bar');
    byDay.delete(day);
  }
  const bars = days.flatMap((day) => {
    const bar = byDay.get(day);
    return bar ? [toPriceBar(bar, { final: day <= settledTo })] : [];
  });
  if (!calendar) return { bars, absent: [], oddities };

  const begins = firstTradeDay !== null && firstTradeDay > from ? firstTradeDay : from;
  const ends = to < settledTo ? to : settledTo;
  const sessions = begins <= ends ? calendar.tradingDaysBetween(begins, ends) : [];
  const last = bars.at(-1)?.date;
  const isLate = (day: Day) => last === undefined || day > last;
  const late = new Set(calendar.tradingDaysBetween(addDays(settledTo, -3 * mayBeLate), settledTo).slice(-mayBeLate));
  const missing = sessions.filter((day) => !byDay.has(day));
  if (missing.some((day) => isLate(day) && !days.includes(day))) odd(null, 'ends-early');
  // A bar that is empty may yet be filled, like one that is missing: Yahoo's last close at times comes with the next open.
  const absent = missing.filter((day) => calendar.isKnown(day) && (!isLate(day) || !late.has(day)));
  return { bars, absent, oddities };
}
