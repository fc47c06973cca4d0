// The schemas of portfolios and exchange rates, for contracts, the store and the arithmetic.

import { z } from 'zod';
import { minorUnits } from './prices.ts';

/**
 * What is recorded in a portfolio. A transfer moves shares without a purchase or a sale; splits are not recorded, they
 * follow from the corporate actions.
 */
export const TradeKind = z.enum(['buy', 'sell', 'dividend', 'fee', 'transfer-in', 'transfer-out']);
export type TradeKind = z.infer<typeof TradeKind>;

/** Which shares a sale takes: the oldest first, or a part of all at their average cost. */
export const LotMethod = z.enum(['fifo', 'average']);
export type LotMethod = z.infer<typeof LotMethod>;

/** A currency in which a portfolio is kept: a major unit. */
export const PortfolioCurrency = z.string().regex(/^[A-Z]{3}$/, { error: 'must be a currency such as USD or KRW' });

/** A currency of a price: a code of ISO 4217, or one of the minor units that exchanges quote in. */
export const PriceCurrency = z.string().refine((code) => /^[A-Z]{3}$/.test(code) || code in minorUnits, {
  error: `must be a currency such as USD, or a minor unit: ${Object.keys(minorUnits).join(', ')}`,
});

/** A number above zero in plain notation: at most 12 digits before the point and 8 behind it. */
export const PositiveDecimal = z.string().regex(/^(?=.*[1-9])\d{1,12}(?:\.\d{1,8})?$/, {
  error: 'must be a number above zero in plain notation, of at most 12 digits before the point and 8 behind it',
});

/** A rate at which the euro was exchanged on a day. */
export interface ExchangeRate {
  readonly day: string;
  readonly currency: string;
  /** Units of the currency for one euro. */
  readonly perEuro: string;
}
