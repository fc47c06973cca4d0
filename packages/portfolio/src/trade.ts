import type { Day, Decimal, TradeKind } from '@tickermill/core';

/** Something recorded in a portfolio, as the arithmetic needs it. */
export interface Trade {
  readonly id: bigint;
  /** Whose shares; null: a fee for none of them. */
  readonly instrument: string | null;
  readonly kind: TradeKind;
  readonly on: Day;
  /** Shares; null for dividends and fees. */
  readonly quantity: Decimal | null;
  /** Per share, in `currency`. Of a transfer what a share had cost; null if unknown. */
  readonly price: Decimal | null;
  /** Of dividends and fees: all of it, in `currency`. */
  readonly amount: Decimal | null;
  /** What the purchase or sale cost besides, in `currency`. */
  readonly fee: Decimal | null;
  readonly currency: string;
}

/** A split, as the corporate actions have it. */
export interface Split {
  /** The first day with the new shares. */
  readonly on: Day;
  /** New shares for one old. */
  readonly ratio: Decimal;
}

const entersFirst = (trade: Trade): number => (trade.kind === 'sell' || trade.kind === 'transfer-out' ? 1 : 0);

/** Trades in the order in which they count: by day, within a day what comes in first, then as they were recorded. */
export const inOrder = (trades: readonly Trade[]): Trade[] =>
  [...trades].sort((one, other) => {
    if (one.on !== other.on) return one.on < other.on ? -1 : 1;
    return entersFirst(one) - entersFirst(other) || (one.id < other.id ? -1 : 1);
  });
