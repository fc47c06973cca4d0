import { add, type Decimal, multiply } from '@tickermill/core';
import type { Filing } from './ownership/filing.ts';

/** What an ownership filing reports, counted on the model and not on what was written. */
export interface Tally {
  readonly trades: number;
  readonly holdings: number;
  /** Shares of all transactions together. */
  readonly shares: Decimal;
  /** Shares × price, USD, of the transactions that state both. */
  readonly value: Decimal;
}

/** Counts a filing. */
export function tallyOf({ rows }: Filing): Tally {
  let shares: Decimal = '0';
  let value: Decimal = '0';
  let trades = 0;
  for (const { transaction } of rows) {
    if (!transaction) continue;
    trades += 1;
    const count = transaction.amount.in === 'shares' ? transaction.amount.field.value : null;
    if (count === null) continue;
    shares = add(shares, count);
    if (transaction.price.value !== null) value = add(value, multiply(count, transaction.price.value));
  }
  return { trades, holdings: rows.length - trades, shares, value };
}
