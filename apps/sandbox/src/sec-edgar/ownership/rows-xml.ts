import type { Derivative, Filing, Row, Transaction } from './filing.ts';
import type { XmlWriter } from './xml-text.ts';

type Style = Filing['style'];

/** Tables I and II. An empty table is left out or, with some software, written empty. */
export function tablesXml(xml: XmlWriter, { rows, style }: Filing): string {
  const table = (name: string, own: readonly Row[]) => {
    if (own.length > 0) return `${xml.nest(1, name, own.map((row) => rowXml(xml, row, style)).join(''))}\n`;
    return style.writesEmpty ? `${xml.leaf(1, name, '')}\n` : '';
  };
  const ofTableOne = rows.filter((row) => !row.derivative);
  const ofTableTwo = rows.filter((row) => row.derivative);
  return table('nonDerivativeTable', ofTableOne) + table('derivativeTable', ofTableTwo);
}

// The order of the elements is that of the schema: dates and coding come before amounts, holdings last.
function rowXml(xml: XmlWriter, row: Row, style: Style): string {
  const { derivative, transaction } = row;
  const name = `${derivative ? 'derivative' : 'nonDerivative'}${transaction ? 'Transaction' : 'Holding'}`;
  return xml.nest(
    2,
    name,
    xml.field(3, 'securityTitle', row.security) +
      (derivative ? xml.field(3, 'conversionOrExercisePrice', derivative.conversionPrice) : '') +
      (transaction ? transactionXml(xml, transaction, style) : holdingCodingXml(xml, row)) +
      (derivative ? derivativeXml(xml, derivative) : '') +
      ownedXml(xml, row) +
      natureXml(xml, row),
  );
}

function transactionXml(xml: XmlWriter, transaction: Transaction, style: Style): string {
  const { deemedDate, timeliness, amount } = transaction;
  const optional = (name: string, value: string | null) => {
    if (value !== null) return xml.field(3, name, { value, notes: [] });
    return style.writesEmpty ? xml.leaf(3, name, '') : '';
  };
  return (
    xml.field(3, 'transactionDate', { value: transaction.date, notes: [] }) +
    optional('deemedExecutionDate', deemedDate) +
    xml.nest(
      3,
      'transactionCoding',
      xml.leaf(4, 'transactionFormType', transaction.formType) +
        xml.leaf(4, 'transactionCode', transaction.code) +
        xml.leaf(4, 'equitySwapInvolved', flag(transaction.equitySwap, style)) +
        xml.footnoteIds(4, transaction.codeNotes),
    ) +
    optional('transactionTimeliness', timeliness) +
    xml.nest(
      3,
      'transactionAmounts',
      xml.field(4, amount.in === 'shares' ? 'transactionShares' : 'transactionTotalValue', amount.field) +
        xml.field(4, 'transactionPricePerShare', transaction.price) +
        xml.field(4, 'transactionAcquiredDisposedCode', { value: transaction.acquiredDisposed, notes: [] }),
    )
  );
}

function holdingCodingXml(xml: XmlWriter, { holdingFormType }: Row): string {
  if (holdingFormType === null) return '';
  return xml.nest(3, 'transactionCoding', xml.leaf(4, 'transactionFormType', holdingFormType));
}

function derivativeXml(xml: XmlWriter, derivative: Derivative): string {
  const { underlying } = derivative;
  return (
    xml.field(3, 'exerciseDate', derivative.exerciseDate) +
    xml.field(3, 'expirationDate', derivative.expirationDate) +
    xml.nest(
      3,
      'underlyingSecurity',
      xml.field(4, 'underlyingSecurityTitle', derivative.underlyingTitle) +
        xml.field(
          4,
          underlying.in === 'shares' ? 'underlyingSecurityShares' : 'underlyingSecurityValue',
          underlying.field,
        ),
    )
  );
}

function ownedXml(xml: XmlWriter, { owned }: Row): string {
  if (!owned) return '';
  const name = owned.in === 'shares' ? 'sharesOwnedFollowingTransaction' : 'valueOwnedFollowingTransaction';
  return xml.nest(3, 'postTransactionAmounts', xml.field(4, name, owned.field));
}

function natureXml(xml: XmlWriter, { ownership, nature }: Row): string {
  const lines = xml.field(4, 'directOrIndirectOwnership', ownership);
  return xml.nest(3, 'ownershipNature', lines + (nature ? xml.field(4, 'natureOfOwnership', nature) : ''));
}

/** A boolean in the words of the software that writes the document. */
export function flag(value: boolean, { booleans }: Style): string {
  if (booleans === 'words') return String(value);
  return value ? '1' : '0';
}
