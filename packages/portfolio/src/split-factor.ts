import { type Day, type Decimal, divide, multiply, roundTo } from '@tickermill/core';
import type { Factor } from './amounts.ts';
import type { Split } from './trade.ts';

/** Behind the point of a stored ratio: 1:3 is cut there. */
const ratioDigits = 12;
/** Nobody splits into more. */
const maxOver = 1_000;

/** The fraction that a stored ratio is: of 0.333333333333 a third, so that thirty shares become ten and no less. */
export function fractionOf(ratio: Decimal): Factor {
  const fraction = ratio.split('.')[1] ?? '';
  if (fraction.length >= ratioDigits) {
    for (let over = 3; over <= maxOver; over++) {
      const times = roundTo(multiply(ratio, String(over)), 0);
      if (times !== '0' && divide(times, String(over), ratioDigits) === ratio) return { times, over: String(over) };
    }
  }
  return { times: ratio, over: '1' };
}

/** All splits after a day, up to another one, as one factor: new shares for one of the first day. */
export const splitsBetween = (splits: readonly Split[], after: Day, to: Day = '9999-12-31'): Factor =>
  splits
    .filter(({ on }) => on > after && on <= to)
    .map(({ ratio }) => fractionOf(ratio))
    .reduce((one, other) => ({ times: multiply(one.times, other.times), over: multiply(one.over, other.over) }), {
      times: '1',
      over: '1',
    });
