// The schemas of portfolios and exchange rates, for contracts, the store and the arithmetic.

import { z } from 'zod';
import type { Day } from './day.ts';
import type { Decimal } from './decimal.ts';
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

/** What is held of one instrument on a day. Money is in the currency of the portfolio, but for the price; null: unknown. */
export interface HoldingFigures {
  readonly quantity: Decimal;
  readonly cost: Decimal | null;
  /** The close of a share of that day, in `currency`. */
  readonly price: Decimal | null;
  readonly priceDay: Day | null;
  readonly currency: string | null;
  /** The exchange rate, and its day; both null where none was needed. */
  readonly rate: Decimal | null;
  readonly rateDay: Day | null;
  readonly value: Decimal | null;
  readonly unrealised: Decimal | null;
  /** What the day brought: the value less that of the day before, and less what was put in. */
  readonly dayChange: Decimal | null;
  /** The share of the portfolio's value. */
  readonly weight: Decimal | null;
  /** Why it has no value. */
  readonly missing: 'price' | 'rate' | null;
  /** What is older than it should be. */
  readonly stale: readonly ('price' | 'rate')[];
}

/** A portfolio on a day. An amount is null if a part of it is unknown. */
export interface PortfolioFigures {
  readonly day: Day;
  readonly value: Decimal | null;
  readonly cost: Decimal | null;
  readonly unrealised: Decimal | null;
  readonly dayChange: Decimal | null;
  /** Up to that day, those of positions that are sold out included. */
  readonly realised: Decimal | null;
  readonly dividends: Decimal | null;
  readonly fees: Decimal | null;
}
