// A portfolio reckoned as one would by hand, with fractions of any size: what the arithmetic is held against.

import type { LotMethod } from '@tickermill/core';

/** A fraction. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

export const whole = (number: number): Fraction => ({ top: BigInt(number), bottom: 1n });
export const over = (top: number, bottom: number): Fraction => ({ top: BigInt(top), bottom: BigInt(bottom) });
const zero = whole(0);
const plus = (a: Fraction, b: Fraction) => ({ top: a.top * b.bottom + b.top * a.bottom, bottom: a.bottom * b.bottom });
const times = (a: Fraction, b: Fraction) => ({ top: a.top * b.top, bottom: a.bottom * b.bottom });
const minus = (a: Fraction, b: Fraction) => plus(a, times(b, whole(-1)));
const by = (a: Fraction, b: Fraction) => ({ top: a.top * b.bottom, bottom: a.bottom * b.top });
const isLess = (a: Fraction, b: Fraction) => a.top * b.bottom < b.top * a.bottom;

/** A fraction as a number, to nine digits. */
const toNumber = ({ top, bottom }: Fraction): number => Number((top * 1_000_000_000n) / bottom) / 1e9;

/** What happens on a day to one instrument; `rate` makes the portfolio's currency of the instrument's. */
export interface NaiveDay {
  readonly ratio: Fraction | null;
  readonly price: Fraction | null;
  readonly rate: Fraction;
  /** Purchases first; a sale is below zero. In their order. */
  readonly trades: readonly { readonly shares: number; readonly price: number }[];
}

/** What is known at the end of a day. */
export interface NaiveState {
  readonly shares: number;
  readonly cost: number;
  readonly realised: number;
  readonly value: number;
  readonly dayChange: number;
  readonly oversales: number;
}

/** Goes through the days of one instrument, share by share as they were bought. */
export function* naiveDays(days: readonly NaiveDay[], method: LotMethod): Generator<NaiveState> {
  let heap: { shares: Fraction; cost: Fraction }[] = [];
  let [realised, quote, before, oversales]: [Fraction, Fraction, Fraction, number] = [zero, zero, zero, 0];
  const total = (of: 'shares' | 'cost') => heap.reduce((sum, each) => plus(sum, each[of]), zero);
  for (const { ratio, price, rate, trades } of days) {
    if (ratio) {
      heap = heap.map(({ shares, cost }) => ({ shares: times(shares, ratio), cost }));
      quote = by(quote, ratio);
    }
    if (price) quote = price;
    let put = zero;
    for (const trade of trades) {
      const money = (shares: Fraction) => times(times(shares, whole(trade.price)), rate);
      if (trade.shares > 0) {
        const bought = whole(trade.shares);
        heap.push({ shares: bought, cost: money(bought) });
        put = plus(put, money(bought));
        if (method === 'average') heap = [{ shares: total('shares'), cost: total('cost') }];
        continue;
      }
      let wanted = whole(-trade.shares);
      if (isLess(total('shares'), wanted)) {
        oversales += 1;
        wanted = total('shares');
      }
      put = minus(put, money(wanted));
      realised = plus(realised, money(wanted));
      while (isLess(zero, wanted)) {
        const [first] = heap;
        if (!first) break;
        const taken = isLess(first.shares, wanted) ? first.shares : wanted;
        const cost = by(times(first.cost, taken), first.shares);
        realised = minus(realised, cost);
        wanted = minus(wanted, taken);
        const rest = { shares: minus(first.shares, taken), cost: minus(first.cost, cost) };
        heap = isLess(zero, rest.shares) ? [rest, ...heap.slice(1)] : heap.slice(1);
      }
    }
    const value = times(times(total('shares'), quote), rate);
    yield {
      shares: toNumber(total('shares')),
      cost: toNumber(total('cost')),
      realised: toNumber(realised),
      value: toNumber(value),
      dayChange: toNumber(minus(minus(value, before), put)),
      oversales,
    };
    before = value;
  }
}
