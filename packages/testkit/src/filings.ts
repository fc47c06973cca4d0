// Makes ownership filings for tests.

import type { InsiderHolding, InsiderTrade, OwnershipFiling } from '@tickermill/core';

const owned = {
  table: 'non-derivative',
  line: 1,
  security: 'Common Stock',
  formType: '4',
  sharesAfter: '1000',
  valueAfter: null,
  ownership: 'D',
  nature: null,
  conversionPrice: null,
  exerciseDate: null,
  expirationDate: null,
  underlying: null,
  underlyingShares: null,
  underlyingValue: null,
  footnotesByField: {},
} as const satisfies InsiderHolding;

/** A trade as a filing reports it: 100 shares of common stock bought at 10.50. */
export function makeTrade(fields: Partial<InsiderTrade> = {}): InsiderTrade {
  return {
    ...owned,
    date: '2026-11-18',
    deemedDate: null,
    code: 'P',
    equitySwap: false,
    timeliness: null,
    acquiredDisposed: 'A',
    shares: '100',
    price: '10.50',
    totalValue: null,
    ...fields,
  };
}

export const makeHolding = (fields: Partial<InsiderHolding> = {}): InsiderHolding => ({ ...owned, ...fields });

/** A Form 4 of one owner with one trade. */
export function makeFiling(fields: Partial<OwnershipFiling> = {}): OwnershipFiling {
  const accession = fields.accession ?? '0000000001-26-000001';
  return {
    form: '4',
    schemaVersion: 'X0609',
    period: '2026-11-18',
    originalFiledOn: null,
    issuer: { cik: '0000320193', name: 'Apple Inc.', symbol: 'AAPL', foreignSymbol: null },
    owners: [makeOwner()],
    is10b5_1: false,
    notSubjectToSection16: null,
    noSecuritiesOwned: null,
    transactions: [makeTrade()],
    holdings: [],
    footnotes: {},
    remarks: null,
    accession,
    filedOn: '2026-11-19',
    filedAt: '2026-11-19T23:30:00.000Z',
    url: `https://www.sec.gov/Archives/edgar/data/320193/${accession}.txt`,
    documentSha256: accession.replaceAll('-', '').padStart(64, '0'),
    parserVersion: 1,
    ...fields,
  };
}

export function makeOwner(fields: Partial<OwnershipFiling['owners'][number]> = {}): OwnershipFiling['owners'][number] {
  return {
    cik: '0001000001',
    name: 'Doe Jane',
    isDirector: true,
    isOfficer: false,
    isTenPercentOwner: false,
    isOther: false,
    officerTitle: null,
    otherText: null,
    ...fields,
  };
}
