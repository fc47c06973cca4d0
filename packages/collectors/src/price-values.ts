import { isPrice, type Price, type PriceOddity, roundTo, toDecimal, Volume } from '@tickermill/core';

/** Why a value is left out: it cannot be read or held, or nothing was ever traded at it. */
export type Fault = Extract<PriceOddity['what'], 'unreadable' | 'impossible-price'>;

const ignored = () => {};

/**
 * A price as it is stored, from the text that a provider wrote; null if it is missing. A value that is no price is null
 * too, and reported to `odd`: one bad value costs nothing else.
 */
export function toPrice(value: unknown, odd: (fault: Fault) => void = ignored): Price | null {
  if (value === null || value === undefined) return null;
  const decimal = typeof value === 'string' ? toDecimal(value) : undefined;
  const price = decimal === undefined ? undefined : roundTo(decimal, 6);
  if (decimal === undefined || price === undefined) {
    odd('unreadable');
    return null;
  }
  if (decimal === '0' || decimal.startsWith('-')) {
    odd('impossible-price');
    return null;
  }
  // So small that nothing of it is left, or larger than what is stored.
  if (price === '0' || !isPrice(price)) {
    odd('unreadable');
    return null;
  }
  return price;
}

/** Whole shares, of the text that a provider wrote; null where there are none, or it is no number of shares that can be. */
export function toVolume(value: unknown, odd: (fault: Fault) => void = ignored): Volume | null {
  if (value === null || value === undefined || value === '') return null;
  const decimal = typeof value === 'string' ? toDecimal(value) : undefined;
  const volume = decimal === undefined ? undefined : Volume.safeParse(roundTo(decimal, 0));
  if (volume?.success) return volume.data;
  odd('unreadable');
  return null;
}
