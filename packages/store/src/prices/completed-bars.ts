import type { Day, PriceOddity } from '@tickermill/core';
import { type Bar, type StoredBar, samePrice } from './bars.ts';

/** The bars of an answer with missing or invalid values. */
interface Told {
  readonly isWhole: boolean;
  readonly priceHint: number;
  readonly oddities: readonly PriceOddity[];
}

/**
 * The bars of an answer, in which an unreadable or impossible value removes nothing: the stored value of a final bar
 * stays if the answer has none but the same close, and a bar without a close does not contradict one that has it.
 * `unread` are the days without any usable value.
 */
export function completedBars(
  bars: readonly Bar[],
  stored: readonly StoredBar[],
  { isWhole, priceHint, oddities }: Told,
): { bars: readonly Bar[]; unread: readonly Day[] } {
  const faulty = new Set(
    oddities.flatMap(({ day, what }) =>
      day !== null && (what === 'unreadable' || what === 'impossible-price') ? [day] : [],
    ),
  );
  if (faulty.size === 0) return { bars, unread: [] };
  const before = new Map(stored.filter(({ final, date }) => final && faulty.has(date)).map((bar) => [bar.date, bar]));
  const arrived = new Set(bars.map(({ date }) => date));
  const unread = oddities.flatMap(({ day, what }) => (day && what === 'unreadable' && !arrived.has(day) ? [day] : []));
  const completed = bars.flatMap((bar) => {
    const old = before.get(bar.date);
    if (!old) return [bar];
    if (bar.close === null && old.close !== null && old.close > 0n) {
      unread.push(bar.date);
      return [];
    }
    return [samePrice(bar.close, old.close, priceHint) ? withStored(bar, old, isWhole) : bar];
  });
  return { bars: completed, unread };
}

const possible = (value: bigint | null): bigint | null => (value !== null && value > 0n ? value : null);

/** With equal closes the other values have the same basis; an adjusted close only until the next dividend. */
const withStored = (bar: Bar, old: StoredBar, isWhole: boolean): Bar => ({
  ...bar,
  open: bar.open ?? possible(old.open),
  high: bar.high ?? possible(old.high),
  low: bar.low ?? possible(old.low),
  adjClose: bar.adjClose ?? (isWhole ? null : possible(old.adjClose)),
  volume: bar.volume ?? old.volume,
});
