import { dayAt, instantOf, micOf, tradingCalendar } from '@tickermill/core';
import { type QuoteView, quoteRoutes } from '@tickermill/core/contracts';
import { type ListedQuote, priceFacts, quotesOf } from '@tickermill/store/prices';
import type { ApiContext } from '../context.ts';
import { majorOf } from '../prices/currency.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';

/** Quotes of the day on which a ticker was last quoted. */
export function serveQuotes({ store, now }: ApiContext): ServedRoute[] {
  return [
    serve(quoteRoutes.get, async ({ params }) => {
      const { instrumentId, symbol } = await knownInstrument(store.db, params.ticker);
      const [facts] = await priceFacts(store.reads, [instrumentId]);
      const { zone } = tradingCalendar(micOf(symbol, facts?.mic ?? null) ?? 'XNYS');
      const [last] = await quotesOf(store.reads, instrumentId, now());
      if (!last) return reply(200, { ticker: symbol, ...majorOf(null), day: null, latest: null, quotes: [] });
      const day = dayAt(last.at, zone);
      const quotes = await quotesOf(store.reads, instrumentId, instantOf(`${day}T00:00:00`, zone));
      const about = { ticker: symbol, ...majorOf(last.currency), day };
      return reply(200, { ...about, latest: toView(last), quotes: quotes.map(toView) });
    }),
  ];
}

const toView = ({ at, previousClose, currency: _currency, ...quote }: ListedQuote): QuoteView => ({
  ...quote,
  at: at.toISOString(),
  previous_close: previousClose,
});
