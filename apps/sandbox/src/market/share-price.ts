import type { Cik, Day } from '@tickermill/core';
import { drawsFor } from '../random.ts';

/**
 * The price of a share on a day in USD, invented: a base of its own, a trend between the knots of two months
 * and a little noise. It needs no day but its own, so a history of any length costs nothing.
 */
export function sharePriceOn(seed: number, cik: Cik, day: Day): number {
  const base = drawsFor(seed, 'price', cik).unit();
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))];
  const months = year * 12 + month;
  const knot = (at: number) => 0.75 + drawsFor(seed, 'price', cik, at).unit() / 2;
  const share = (date - 1) / 31;
  const trend = knot(months) * (1 - share) + knot(months + 1) * share;
  const noise = 0.98 + drawsFor(seed, 'price', cik, day).unit() * 0.04;
  return (15 + base * base * 600) * trend * noise;
}
