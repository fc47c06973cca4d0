import { type Day, dayMs } from '@tickermill/core';
import { drawsFor, unitsFor } from '../../random.ts';
import type { Split } from './split.ts';

/** How the price of one instrument runs through the years, as traded. */
export interface PricePath {
  /** The price before it is rounded to a tick. */
  priceOn(day: Day): number;
  /** The same, with the numbers in [0, 1) that follow on that day: the rest of its bar comes from them. */
  drawOn(day: Day): { readonly price: number; readonly unit: () => number };
}

/** Prices rise by the factor of a split over so many days before it (or fall, before one in reverse). */
const rampDays = 2190;

/**
 * A base of its own, a trend between the knots of two months and a little noise, and the splits: after a rise that
 * makes each of them plausible. It needs no day but its own, so a history of any length costs nothing.
 */
export function pricePath(seed: number, key: string, splits: readonly Split[]): PricePath {
  const luck = drawsFor(seed, 'price', key).unit();
  const base = 15 + luck * luck * 600;
  const unitsOn = unitsFor(seed, 'price', key);
  const knot = (month: number) => 0.75 + drawsFor(seed, 'price', key, month).unit() / 2;
  const ramps = splits.map(({ day, numerator, denominator }) => {
    return { day, on: numberOf(day), ratio: numerator / denominator };
  });
  const lastSplit = ramps.at(-1)?.day ?? '';
  let month = { at: Number.NaN, from: 0, to: 0 }; // days are asked for in order: most share the knots of the day before

  function trendOn(day: Day): number {
    const at = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
    if (month.at !== at) month = { at, from: month.at === at - 1 ? month.to : knot(at), to: knot(at + 1) };
    const share = (Number(day.slice(8)) - 1) / 31;
    return month.from * (1 - share) + month.to * share;
  }

  function riseOn(day: Day): number {
    if (day >= lastSplit) return 1;
    const on = numberOf(day);
    let rise = 1;
    for (const split of ramps) {
      if (split.day <= day) continue;
      const gone = Math.max(0, 1 - (split.on - on) / rampDays);
      rise *= 1 + (split.ratio - 1) * gone;
    }
    return rise;
  }

  function drawOn(day: Day) {
    const unit = unitsOn(day);
    const noise = 0.98 + unit() * 0.04;
    return { price: base * trendOn(day) * riseOn(day) * noise, unit };
  }

  return { priceOn: (day) => drawOn(day).price, drawOn };
}

const numberOf = (day: Day) => Date.parse(day) / dayMs;
