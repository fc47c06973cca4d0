// A whole day of an exchange as it was traded, for providers that answer for whole markets.

import type { Day, Mic } from '@tickermill/core';
import { dividendsBetween, splitsBetween } from './corporate-actions.ts';
import type { Listed, PriceMarket } from './price-market.ts';
import { type TradedBar, tradedBars } from './traded-bars.ts';

/** A bar of a day, by the symbol that its instrument has now. */
export interface MarketBar extends TradedBar {
  readonly symbol: string;
}

/** A split or dividend of an instrument, in the shares and dollars of its day; ten-thousandths of a dollar. */
export type MarketAction = { readonly symbol: string; readonly day: Day } & (
  | { readonly kind: 'split'; readonly numerator: number; readonly denominator: number }
  | { readonly kind: 'dividend'; readonly amount: number }
);

/** Exchanges that one answer holds. */
export interface TapeExchange {
  readonly mics: readonly Mic[];
}

export const newYork: TapeExchange = { mics: ['XNYS', 'XNAS'] };

/** What was traded on a session. A bar that lacks a price is none here: the tape has all of them or none. */
export const barsOfDay = (market: PriceMarket, exchange: TapeExchange, day: Day, at: number): MarketBar[] =>
  listedAt(market, exchange, at).flatMap(({ symbol, instrument, changes }) => {
    const [bar] = tradedBars(instrument, changes, day, day);
    return bar && bar.close !== null && bar.open !== null ? [{ symbol, ...bar }] : [];
  });

/** What took effect from a day to a day. */
export const actionsOfDays = (
  market: PriceMarket,
  exchange: TapeExchange,
  { from, to }: { readonly from: Day; readonly to: Day },
  at: number,
): MarketAction[] =>
  listedAt(market, exchange, at).flatMap(({ symbol, instrument, changes }): MarketAction[] => [
    ...splitsBetween(instrument, changes, from, to).map((split) => ({ kind: 'split' as const, symbol, ...split })),
    ...dividendsBetween(instrument, changes, from, to).map((dividend) => {
      return { kind: 'dividend' as const, symbol, ...dividend };
    }),
  ]);

/** Everything that exchanges list, under the name that it has now, or had when it was delisted. */
function listedAt(market: PriceMarket, { mics }: TapeExchange, at: number): Listed[] {
  const renamed = market.changes().flatMap((change) => (change.kind === 'rename' ? [change.to] : []));
  return [...market.symbols, ...renamed].flatMap((symbol) => {
    const found = market.find(symbol, at);
    if (found.kind === 'unknown' || (found.kind === 'gone' && found.how === 'renamed')) return [];
    return mics.includes(found.listed.instrument.exchange.mic) ? [found.listed] : [];
  });
}

/** The symbol as the consolidated tape writes it: `BRK.B`, `ABRpD`. */
export const toTape = (symbol: string): string =>
  symbol
    .replace(/-P([A-Z]?)$/, 'p$1')
    .replace(/-WT$/, '.WS')
    .replace(/-UN$/, '.U')
    .replace('-', '.');
