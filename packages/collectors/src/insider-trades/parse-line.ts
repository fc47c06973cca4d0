import { type InsiderHolding, type InsiderTrade, multiply, type OwnershipDocument } from '@tickermill/core';

/**
 * What `tickermill parse ownership FILE` prints of a filing, as one line of JSON:
 * the fields of the specification's example in its order, then further ones.
 */
export function toParseLine(file: string, document: OwnershipDocument) {
  const { form, schemaVersion, period, issuer, owners, footnotes, is10b5_1, remarks } = document;
  const { originalFiledOn, notSubjectToSection16, noSecuritiesOwned } = document;
  return {
    file,
    form,
    schemaVersion,
    period,
    issuer,
    owners,
    transactions: document.transactions.map(toTransactionLine),
    holdings: document.holdings.map(toHoldingLine),
    footnotes,
    is10b5_1,
    remarks,
    originalFiledOn,
    notSubjectToSection16,
    noSecuritiesOwned,
  };
}

function toTransactionLine(trade: InsiderTrade) {
  const { table, line, security, date, code, acquiredDisposed, shares, price, equitySwap } = trade;
  const { deemedDate, timeliness, totalValue } = trade;
  return {
    table,
    line,
    security,
    date,
    code,
    acquiredDisposed,
    shares,
    price,
    ...toOwned(trade),
    equitySwap,
    ...toDerivative(trade),
    deemedDate,
    timeliness,
    /** USD: shares times price. */
    value: shares !== null && price !== null ? multiply(shares, price) : null,
    totalValue,
    ...toFurther(trade),
  };
}

function toHoldingLine(holding: InsiderHolding) {
  const { table, line, security } = holding;
  return { table, security, ...toOwned(holding), ...toDerivative(holding), line, ...toFurther(holding) };
}

function toOwned({ sharesAfter, ownership, nature }: InsiderHolding) {
  return { sharesAfter, ownership, nature };
}

function toDerivative(row: InsiderHolding) {
  const { conversionPrice, exerciseDate, expirationDate, underlying, underlyingShares, footnotesByField } = row;
  const footnotes = [...new Set(Object.values(footnotesByField).flat())];
  return { conversionPrice, exerciseDate, expirationDate, underlying, underlyingShares, footnotes };
}

function toFurther({ formType, valueAfter, underlyingValue, footnotesByField }: InsiderHolding) {
  return { formType, valueAfter, underlyingValue, footnotesByField };
}
