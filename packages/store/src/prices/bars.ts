// Bars as exact integers, and their comparison to the digits that a provider means.

import type { Day, PriceBar } from '@tickermill/core';

/** Millionths of a unit of currency: what DECIMAL(18,6) holds, exactly. */
export type Micros = bigint;

const perUnit = 1_000_000n;

/** The values of a bar, exact. */
export interface BarValues {
  readonly open: Micros | null;
  readonly high: Micros | null;
  readonly low: Micros | null;
  readonly close: Micros | null;
  readonly adjClose: Micros | null;
  readonly volume: bigint | null;
  readonly currency: string | null;
}

/** A bar as a provider gave it. */
export interface Bar extends BarValues {
  readonly date: Day;
  readonly final: boolean;
  readonly provider: string;
}

/** A bar as it is stored. */
export interface StoredBar extends Bar {
  /** Since when its values are known, save for the adjustments since. */
  readonly knownFrom: Date;
}

/** A bar as it is known from an instant on. Field by field: a spread costs several times as much, and a series has thousands. */
export function knownFrom(bar: Bar, instant: Date): StoredBar {
  return {
    date: bar.date,
    open: bar.open,
    high: bar.high,
    low: bar.low,
    close: bar.close,
    adjClose: bar.adjClose,
    volume: bar.volume,
    currency: bar.currency,
    final: bar.final,
    provider: bar.provider,
    knownFrom: instant,
  };
}

export const priceFields = ['open', 'high', 'low', 'close', 'adjClose'] as const;

/** A price in plain notation, of at most six digits behind the point, as millionths. */
export function toMicros(price: string): Micros {
  const point = price.indexOf('.');
  return point < 0 ? BigInt(price) * perUnit : BigInt(price.slice(0, point) + price.slice(point + 1).padEnd(6, '0'));
}

/** Millionths as a price in plain notation. */
export function toPrice(micros: Micros): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, '0');
  return `${micros < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** The quotient to the nearest whole number, halves away from zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return dividend < 0n ? -((half - dividend) / divisor) : (dividend + half) / divisor;
}

/** A price rounded to so many digits after the point. */
export function roundTo(micros: Micros, digits: number): Micros {
  const unit = 10n ** BigInt(6 - digits);
  return divideRounded(micros, unit) * unit;
}

/** Whether two prices are equal to so many digits; null equals only null. */
export function samePrice(a: Micros | null, b: Micros | null, digits: number): boolean {
  return a === b || (a !== null && b !== null && roundTo(a, digits) === roundTo(b, digits));
}

/** Whether two bars are equal, their prices to so many digits. */
export function sameValues(a: BarValues, b: BarValues, digits: number): boolean {
  return (
    a.volume === b.volume &&
    a.currency === b.currency &&
    priceFields.every((field) => samePrice(a[field], b[field], digits))
  );
}

const read = (price: string | null): Micros | null => (price === null ? null : toMicros(price));

/** A bar of an answer, with the facts of its series. */
export function toBar(bar: PriceBar, series: { readonly currency: string | null; readonly provider: string }): Bar {
  return {
    date: bar.date,
    open: read(bar.open),
    high: read(bar.high),
    low: read(bar.low),
    close: read(bar.close),
    adjClose: read(bar.adjClose),
    volume: bar.volume === null ? null : BigInt(bar.volume),
    currency: series.currency,
    final: bar.final,
    provider: series.provider,
  };
}
