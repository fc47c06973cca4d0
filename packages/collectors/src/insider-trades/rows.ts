import type { InsiderHolding, InsiderTrade } from '@tickermill/core';
import { all, dayOf, decimalOf, flagOf, letterOf, only, textOf } from './fields.ts';
import { footnotesByField } from './footnotes.ts';
import type { XmlElement } from './xml-tree.ts';

type Table = InsiderTrade['table'];

/** The two tables of the form, with the names of their elements. */
const tables = [
  ['non-derivative', 'nonDerivativeTable', 'nonDerivativeTransaction', 'nonDerivativeHolding'],
  ['derivative', 'derivativeTable', 'derivativeTransaction', 'derivativeHolding'],
] as const;

/**
 * The transactions and holdings of table I, then those of table II, each counted within its table in the order of the document.
 * @throws {PipelineError} `INVALID_FIELD`, `MISSING_FIELD` naming the field.
 */
export function rowsOf(document: XmlElement): { transactions: InsiderTrade[]; holdings: InsiderHolding[] } {
  const transactions: InsiderTrade[] = [];
  const holdings: InsiderHolding[] = [];
  for (const [table, element, transaction, holding] of tables) {
    const rows = only(document, element);
    all(rows, transaction).forEach((row, index) => {
      transactions.push(toTransaction(row, table, index + 1));
    });
    all(rows, holding).forEach((row, index) => {
      holdings.push(toHolding(row, table, index + 1));
    });
  }
  return { transactions, holdings };
}

function toHolding(row: XmlElement, table: Table, line: number): InsiderHolding {
  const underlying = only(row, 'underlyingSecurity');
  const after = only(row, 'postTransactionAmounts');
  const nature = only(row, 'ownershipNature');
  return {
    table,
    line,
    security: textOf(only(row, 'securityTitle')),
    formType: textOf(only(only(row, 'transactionCoding'), 'transactionFormType')),
    sharesAfter: decimalOf(only(after, 'sharesOwnedFollowingTransaction')),
    valueAfter: decimalOf(only(after, 'valueOwnedFollowingTransaction')),
    ownership: letterOf(only(nature, 'directOrIndirectOwnership'), ['D', 'I']),
    nature: textOf(only(nature, 'natureOfOwnership')),
    conversionPrice: decimalOf(only(row, 'conversionOrExercisePrice')),
    exerciseDate: dayOf(only(row, 'exerciseDate')),
    expirationDate: dayOf(only(row, 'expirationDate')),
    underlying: textOf(only(underlying, 'underlyingSecurityTitle')),
    underlyingShares: decimalOf(only(underlying, 'underlyingSecurityShares')),
    underlyingValue: decimalOf(only(underlying, 'underlyingSecurityValue')),
    footnotesByField: footnotesByField(row),
  };
}

function toTransaction(row: XmlElement, table: Table, line: number): InsiderTrade {
  const coding = only(row, 'transactionCoding');
  const amounts = only(row, 'transactionAmounts');
  return {
    date: dayOf(only(row, 'transactionDate')),
    deemedDate: dayOf(only(row, 'deemedExecutionDate')),
    code: textOf(only(coding, 'transactionCode')),
    equitySwap: flagOf(only(coding, 'equitySwapInvolved')),
    timeliness: textOf(only(row, 'transactionTimeliness')),
    acquiredDisposed: letterOf(only(amounts, 'transactionAcquiredDisposedCode'), ['A', 'D']),
    shares: decimalOf(only(amounts, 'transactionShares')),
    price: decimalOf(only(amounts, 'transactionPricePerShare')),
    totalValue: decimalOf(only(amounts, 'transactionTotalValue')),
    // Last: with as many fields behind a spread V8 needs 20 µs for the object, before it 1 µs.
    ...toHolding(row, table, line),
  };
}
