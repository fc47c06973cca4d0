// Amounts that may be unknown, and the digits that are kept where a division has no end.

import { add, type Decimal, divide, multiply, roundTo, subtract } from '@tickermill/core';

/** Behind the point of money. */
export const moneyDigits = 8;
/** Behind the point of share counts. */
export const shareDigits = 12;

/** An exact factor: a fraction. */
export interface Factor {
  readonly times: Decimal;
  readonly over: Decimal;
}

/** An amount times a factor. */
export const scaled = (amount: Decimal, { times, over }: Factor, digits: number = moneyDigits): Decimal =>
  times === over ? roundTo(amount, digits) : divide(multiply(amount, times), over, digits);

/** The sum; unknown if one of both is. */
export const sumOf = (a: Decimal | null, b: Decimal | null): Decimal | null =>
  a === null || b === null ? null : add(a, b);

/** The difference; unknown if one of both is. */
export const differenceOf = (a: Decimal | null, b: Decimal | null): Decimal | null =>
  a === null || b === null ? null : subtract(a, b);
