import { add, compare, type Day, type Decimal, divide, type LotMethod, multiply, subtract } from '@tickermill/core';
import { differenceOf, type Factor, moneyDigits, scaled, shareDigits, sumOf } from './amounts.ts';

/** Shares that came in together. */
export interface Lot {
  readonly opened: Day;
  readonly quantity: Decimal;
  /** Of all its shares, fees included, in the currency of the portfolio; null if unknown. */
  readonly cost: Decimal | null;
}

/** The shares of all lots. */
export const quantityOf = (lots: readonly Lot[]): Decimal =>
  lots.reduce((sum, { quantity }) => add(sum, quantity), '0');

/** What all lots cost. */
export const costOf = (lots: readonly Lot[]): Decimal | null =>
  lots.reduce<Decimal | null>((sum, { cost }) => sumOf(sum, cost), '0');

/** Adds a lot: behind the others, or at average cost into the one that there is. */
export function withLot(lots: readonly Lot[], lot: Lot, method: LotMethod): Lot[] {
  const [pool] = lots;
  if (method === 'fifo' || !pool) return [...lots, lot];
  return [{ opened: pool.opened, quantity: add(pool.quantity, lot.quantity), cost: sumOf(pool.cost, lot.cost) }];
}

/** Takes shares out, the oldest first; what they had cost goes with them. Null: there are not as many. */
export function withoutShares(lots: readonly Lot[], quantity: Decimal): { lots: Lot[]; cost: Decimal | null } | null {
  if (compare(quantityOf(lots), quantity) < 0) return null;
  let [left, cost]: [Decimal, Decimal | null] = [quantity, '0'];
  const kept: Lot[] = [];
  for (const lot of lots) {
    const taken = compare(lot.quantity, left) <= 0 ? lot.quantity : left;
    left = subtract(left, taken);
    if (taken === '0') kept.push(lot);
    else if (compare(taken, lot.quantity) === 0) cost = sumOf(cost, lot.cost);
    else {
      // A part of a cost is rounded; what stays is the rest of it, so that none is lost.
      const part = lot.cost === null ? null : divide(multiply(lot.cost, taken), lot.quantity, moneyDigits);
      cost = sumOf(cost, part);
      kept.push({ ...lot, quantity: subtract(lot.quantity, taken), cost: differenceOf(lot.cost, part) });
    }
  }
  return { lots: kept, cost };
}

/** The shares of each lot after a split; what they had cost stays. */
export const splitLots = (lots: readonly Lot[], factor: Factor): Lot[] =>
  lots.map((lot) => ({ ...lot, quantity: scaled(lot.quantity, factor, shareDigits) }));
