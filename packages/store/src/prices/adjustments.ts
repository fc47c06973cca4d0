import type { Day } from '@tickermill/core';
import { type BarValues, divideRounded, type Micros, priceFields, roundTo } from './bars.ts';

/** One factor by which everything before a day was rescaled at an instant. */
export interface Adjustment {
  readonly knownFrom: Date;
  /** A split rescales every price, a dividend `adjClose` alone. */
  readonly kind: 'split' | 'dividend';
  readonly before: Day;
  /** In units of 10^-18, by which what was known before is multiplied. */
  readonly factor: bigint;
  /** The digits to which what was known before is told. */
  readonly priceHint: number;
  readonly scalesVolume: boolean;
}

/** The factor 1. */
export const one = 10n ** 18n;

export const times = (value: bigint, factor: bigint): bigint => divideRounded(value * factor, one);
const over = (value: bigint, factor: bigint): bigint => divideRounded(value * one, factor);

interface Factors {
  readonly prices: bigint;
  readonly adjClose: bigint;
  readonly shares: bigint;
  readonly digits: number;
}

/** The factors of several adjustments together, the latest first. */
function together(adjustments: readonly Adjustment[]): Factors {
  let [prices, adjClose, shares, digits] = [one, one, one, 6];
  for (const { kind, factor, scalesVolume, priceHint } of adjustments) {
    adjClose = times(adjClose, factor);
    if (kind === 'split') prices = times(prices, factor);
    if (kind === 'split' && scalesVolume) shares = times(shares, factor);
    digits = priceHint;
  }
  return { prices, adjClose, shares, digits };
}

/** What a bar said before these adjustments, to the digits that its provider meant then. */
export function undo(values: BarValues, adjustments: readonly Adjustment[]): BarValues {
  if (adjustments.length === 0) return values;
  const { prices, adjClose, shares, digits } = together(adjustments);
  const before = (value: Micros | null, factor: bigint) =>
    value === null ? null : roundTo(over(value, factor), digits);
  return {
    open: before(values.open, prices),
    high: before(values.high, prices),
    low: before(values.low, prices),
    close: before(values.close, prices),
    adjClose: before(values.adjClose, adjClose),
    volume: values.volume === null ? null : times(values.volume, shares),
    currency: values.currency,
  };
}

/** What a bar says after these adjustments: for bars that the answer which tells of them does not hold. */
export function apply<B extends BarValues>(bar: B, adjustments: readonly Adjustment[]): B {
  const { prices, adjClose, shares } = together(adjustments);
  const after = (value: Micros | null, factor: bigint) => (value === null ? null : times(value, factor));
  return {
    ...bar,
    open: after(bar.open, prices),
    high: after(bar.high, prices),
    low: after(bar.low, prices),
    close: after(bar.close, prices),
    adjClose: after(bar.adjClose, adjClose),
    volume: bar.volume === null ? null : over(bar.volume, shares),
  };
}

/**
 * Whether `next`, read through the adjustments since, tells what `stored` has told at every instant so far. `fresh` are
 * those made now, `former` those made since `stored` is known, the latest first; all of them touch its day.
 */
export function remembers(
  next: BarValues,
  stored: BarValues,
  { fresh, former }: { readonly fresh: readonly Adjustment[]; readonly former: readonly Adjustment[] },
): boolean {
  const all = [...fresh, ...former];
  for (let end = fresh.length; end <= all.length; end++) {
    // Two of one instant were never seen apart.
    if (end < all.length && all[end]?.knownFrom.getTime() === all[end - 1]?.knownFrom.getTime()) continue;
    const undone = all.slice(0, end);
    const told = undo(stored, all.slice(fresh.length, end));
    if (!tellsSame(undo(next, undone), told, together(undone))) return false;
  }
  return true;
}

/** Prices to the digit; shares to one of today's where a reverse split has rounded them. */
function tellsSame(a: BarValues, b: BarValues, { digits, shares }: Factors): boolean {
  if (a.currency !== b.currency || (a.volume === null) !== (b.volume === null)) return false;
  if (a.volume !== null && b.volume !== null) {
    const apart = a.volume > b.volume ? a.volume - b.volume : b.volume - a.volume;
    if (apart > (shares > one ? shares / one + 1n : 0n)) return false;
  }
  return priceFields.every((field) => {
    const [x, y] = [a[field], b[field]];
    return x === null || y === null ? x === y : roundTo(x, digits) === roundTo(y, digits);
  });
}
