import {
  addDays,
  type Day,
  type Decimal,
  divide,
  type ExchangeRate,
  earliestDay,
  minorUnits,
  multiply,
} from '@tickermill/core';
import type { Factor } from './amounts.ts';

/** What a unit of one currency is in another, by rates of a day. */
export interface Conversion extends Factor {
  /** The day of the older of both rates; null where none was needed. */
  readonly rateDay: Day | null;
}

/** Converts between currencies on a day; null: no rate of that day or before is stored. */
export type ConversionOn = (from: string, to: string, day: Day) => Conversion | null;

/** Rates of the euro are published on working days: one older than this is said to be stale. */
const maxRateAgeDays = 4;

/** Converts by stored rates through the euro. A day without a rate takes the last one before it, never a later one. */
export function conversionsBy(rates: readonly ExchangeRate[]): ConversionOn {
  const byCurrency = new Map<string, ExchangeRate[]>();
  for (const rate of [...rates].sort((one, other) => (one.day < other.day ? -1 : 1))) {
    const known = byCurrency.get(rate.currency);
    if (known) known.push(rate);
    else byCurrency.set(rate.currency, [rate]);
  }
  const rateOf = (currency: string, day: Day): { perEuro: Decimal; day: Day | null } | null =>
    currency === 'EUR' ? { perEuro: '1', day: null } : lastUpTo(byCurrency.get(currency) ?? [], day);

  return (from, to, day) => {
    const [source, target] = [majorOf(from), majorOf(to)];
    const units = { times: target.perMajor, over: source.perMajor };
    if (source.currency === target.currency) return { ...units, rateDay: null };
    const [before, after] = [rateOf(source.currency, day), rateOf(target.currency, day)];
    if (!before || !after) return null;
    return {
      times: multiply(units.times, after.perEuro),
      over: multiply(units.over, before.perEuro),
      rateDay: earliestDay(before.day, after.day),
    };
  };
}

/** A currency in its major unit, and how many of it make one. */
function majorOf(currency: string): { currency: string; perMajor: Decimal } {
  const unit = minorUnits[currency];
  return unit ? { currency: unit.major, perMajor: String(unit.perMajor) } : { currency, perMajor: '1' };
}

/** The last of ascending rates that is not of a later day. */
function lastUpTo(rates: readonly ExchangeRate[], day: Day): ExchangeRate | null {
  let [low, high] = [0, rates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rates[middle] as ExchangeRate).day <= day) low = middle + 1;
    else high = middle;
  }
  return rates[low - 1] ?? null;
}

/** Whether a rate is older than the days that pass between two of them. */
export const isStaleRate = (rateDay: Day | null, day: Day): boolean =>
  rateDay !== null && rateDay < addDays(day, -maxRateAgeDays);

/** A conversion as a number to show. */
export const shownRate = ({ times, over }: Factor): Decimal => divide(times, over, 10);
