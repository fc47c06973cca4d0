// In what unit each number of Yahoo's quoteSummary is: the one place that knows it.

import { type Decimal, divide, toDecimal } from '@tickermill/core';

/**
 * Units of the numbers, by module and field. Money of `price` is in the currency of the price, which may be a minor one (GBp), that of
 * `report` in the currency of the reports, whose unit is the major one (GBP, or CNY beside a price in USD): the two are never combined.
 */
const units = {
  price: { regularMarketPrice: 'price' },
  summaryDetail: {
    dividendYield: 'fraction',
    fiveYearAvgDividendYield: 'percent',
    payoutRatio: 'fraction',
    trailingAnnualDividendRate: 'report',
    trailingAnnualDividendYield: 'fraction',
  },
  defaultKeyStatistics: {
    bookValue: 'report',
    floatShares: 'count',
    heldPercentInsiders: 'fraction',
    heldPercentInstitutions: 'fraction',
    impliedSharesOutstanding: 'count',
    sharesOutstanding: 'count',
  },
  majorHoldersBreakdown: {
    insidersPercentHeld: 'fraction',
    institutionsCount: 'count',
    institutionsPercentHeld: 'fraction',
  },
  assetProfile: { fullTimeEmployees: 'count' },
  financialData: { debtToEquity: 'percent', totalCash: 'report', totalDebt: 'report' },
} as const;

type Units = typeof units;
type Money = 'price' | 'report';
type FieldsOf<M extends keyof Units> = {
  [F in keyof Units[M]]: Units[M][F] extends Money ? never : F;
}[keyof Units[M]];

/** A number that is no money: what is in a currency says nothing without it. */
type YahooNumber = { [M in keyof Units]: `${M}.${FieldsOf<M> & string}` }[keyof Units];

/** Percent are stored as fractions, with so many digits. */
const digits = 8;

/**
 * A number of zero or more as it was written, a percentage as the fraction that it is; null for what is none, such as `"nan"`, or an
 * empty object.
 */
export function readYahooNumber(name: YahooNumber, written: unknown): Decimal | null {
  const unit = unitOf(name);
  const decimal = typeof written === 'string' ? toDecimal(written) : undefined;
  if (decimal === undefined || decimal.startsWith('-') || unit === 'price' || unit === 'report') return null;
  return unit === 'percent' ? divide(decimal, '100', digits) : decimal;
}

function unitOf(name: YahooNumber): string | undefined {
  const [module = '', field = ''] = name.split('.');
  const fields: Readonly<Record<string, Readonly<Record<string, string>>>> = units;
  return fields[module]?.[field];
}
