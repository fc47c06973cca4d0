/** Portfolios, pure: trades become lots, holdings and values. Money is exact; what is unknown is null. */

export type { Factor } from './amounts.ts';
export type { ConversionOn } from './conversions.ts';
export { conversionsBy } from './conversions.ts';
export type { Ledger, Oversale } from './ledger.ts';
export { openLedger } from './ledger.ts';
export { splitsBetween } from './split-factor.ts';
export type { Split, Trade } from './trade.ts';
export type { Holding, LastClose, PriceLookup, Valuation } from './valuation.ts';
export { valueOn } from './valuation.ts';
