// A whole day of the United States as it was traded, for providers that answer for whole markets.

import type { Day } from '@tickermill/core';
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

/** What was traded on a session. A bar without a close is none here: the tape has nothing of it. */
export const barsOfDay = (market: PriceMarket, day: Day, at: number): MarketBar[] =>
  american(market, at).flatMap(({ symbol, instrument, changes }) => {
    const [bar] = tradedBars(instrument, changes, day, day);
    return bar && bar.close !== null ? [{ symbol, ...bar }] : [];
  });

/** What took effect from a day to a day. */
export const actionsOfDays = (market: PriceMarket, from: Day, to: Day, at: number): MarketAction[] =>
  american(market, at).flatMap(({ symbol, instrument, changes }): MarketAction[] => [
    ...splitsBetween(instrument, changes, from, to).map((split) => ({ kind: 'split' as const, symbol, ...split })),
    ...dividendsBetween(instrument, changes, from, to).map((dividend) => {
      return { kind: 'dividend' as const, symbol, ...dividend };
    }),
  ]);

/** Everything that is listed in New York, under the name that it has now, or had when it was delisted. */
function american(market: PriceMarket, at: number): Listed[] {
  const renamed = market.changes().flatMap((change) => (change.kind === 'rename' ? [change.to] : []));
  return [...market.symbols, ...renamed].flatMap((symbol) => {
    const found = market.find(symbol, at);
    if (found.kind === 'unknown' || (found.kind === 'gone' && found.how === 'renamed')) return [];
    return found.listed.instrument.exchange.currency === 'USD' ? [found.listed] : [];
  });
}

/** The symbol as the consolidated tape writes it: `BRK.B`, `ABRpD`. */
export const toTape = (symbol: string): string =>
  symbol
    .replace(/-P([A-Z]?)$/, 'p$1')
    .replace(/-WT$/, '.WS')
    .replace(/-UN$/, '.U')
    .replace('-', '.');
