import { add } from '@tickermill/core';
import type { Draws } from '../../random.ts';
import type { Filing, Row } from './filing.ts';

/** The rows that an amendment restates, and the explanation that it gives. */
export interface Correction {
  readonly rows: readonly Row[];
  readonly because: string;
}

/** Draws what is wrong with a filing: an amount, the holdings alone, a missing row, or nothing but a remark. */
export function drawCorrection(draws: Draws, { rows, filedOn }: Filing): Correction {
  const holdings = rows.filter((row) => !row.transaction);
  const trades = rows.filter((row) => row.transaction);
  const kind = draws.weighted([
    ['amount', trades.length > 0 ? 60 : 0],
    ['holdings', holdings.length > 0 ? 30 : 0],
    ['missing row', rows.length > 1 ? 10 : 0],
    ['remark', 6],
  ] as const);
  switch (kind) {
    case 'amount': {
      const wrong = draws.pick(trades);
      return {
        rows: rows.map((row) => (row === wrong ? withOneShareMore(row) : row)),
        because: `Amends the Form filed on ${filedOn} to correct the amount of a transaction.`,
      };
    }
    case 'holdings':
      return {
        rows: holdings.map(withOneMoreOwned),
        because: `Amends the holdings of the Form filed on ${filedOn}; the transactions stand as filed.`,
      };
    case 'missing row':
      return {
        rows: [...rows, ...rows.slice(-1).map(withOneShareMore)],
        because: `Adds a row left out of the Form filed on ${filedOn}.`,
      };
    case 'remark':
      return { rows: [], because: `Adds the power of attorney missing from the Form filed on ${filedOn}.` };
  }
}

/** The row with one more share in the transaction. */
function withOneShareMore(row: Row): Row {
  if (!row.transaction) return row;
  const { amount } = row.transaction;
  const field = { ...amount.field, value: amount.field.value && add(amount.field.value, '1') };
  return { ...row, transaction: { ...row.transaction, amount: { ...amount, field } } };
}

/** The holding with one more share owned. */
function withOneMoreOwned(row: Row): Row {
  if (!row.owned) return row;
  const { field } = row.owned;
  return { ...row, owned: { ...row.owned, field: { ...field, value: field.value && add(field.value, '1') } } };
}
