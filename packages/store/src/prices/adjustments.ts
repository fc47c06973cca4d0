// Applies and undoes the factors by which a series was rescaled, for `as_of` reads.

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
  /** The digits to which earlier values are rounded. */
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

const unchanged: Factors = { prices: one, adjClose: one, shares: one, digits: 6 };

/** The factors of one adjustment more, made before the others. */
function withEarlier(factors: Factors, { kind, factor, scalesVolume, priceHint }: Adjustment): Factors {
  const isSplit = kind === 'split';
  return {
    prices: isSplit ? times(factors.prices, factor) : factors.prices,
    adjClose: times(factors.adjClose, factor),
    shares: isSplit && scalesVolume ? times(factors.shares, factor) : factors.shares,
    digits: priceHint,
  };
}

/** The factors of several adjustments together, the latest first. */
const together = (adjustments: readonly Adjustment[]): Factors => adjustments.reduce(withEarlier, unchanged);

/** The values of a bar before these adjustments, the latest first, to the digits that its provider meant then. */
export function undo(values: BarValues, adjustments: readonly Adjustment[]): BarValues {
  return adjustments.length === 0 ? values : undoBy(values, together(adjustments));
}

function undoBy(values: BarValues, { prices, adjClose, shares, digits }: Factors): BarValues {
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

/** The values of a bar after these adjustments: for bars that are not in the answer that reports them. */
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
 * Whether `next`, read through the adjustments since, reads as `stored` has at every instant so far. `fresh` are
 * those made now, `former` those made since `stored` is known, the latest first; all of them touch its day.
 */
export function remembers(
  next: BarValues,
  stored: BarValues,
  { fresh, former }: { readonly fresh: readonly Adjustment[]; readonly former: readonly Adjustment[] },
): boolean {
  let [since, before] = [together(fresh), unchanged];
  if (!isSameReading(undoBy(next, since), stored, since)) return false;
  for (const [at, adjustment] of former.entries()) {
    [since, before] = [withEarlier(since, adjustment), withEarlier(before, adjustment)];
    // Two of one instant were never seen apart.
    if (former[at + 1]?.knownFrom.getTime() === adjustment.knownFrom.getTime()) continue;
    if (!isSameReading(undoBy(next, since), undoBy(stored, before), since)) return false;
  }
  return true;
}

/** Prices to the digit; shares to one of today's where a reverse split has rounded them. */
function isSameReading(a: BarValues, b: BarValues, { digits, shares }: Factors): boolean {
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
