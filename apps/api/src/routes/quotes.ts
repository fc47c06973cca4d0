import { micOf, quoteRoutes, tradingCalendar } from '@tickermill/core';
import { priceFacts, quotesOf } from '@tickermill/store';
import type { ApiContext } from '../context.ts';
import { majorOf } from '../prices/currency.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';

/** Quotes of the day on which a ticker was last quoted. */
export function serveQuotes({ store }: ApiContext): ServedRoute[] {
  return [
    serve(quoteRoutes.get, async ({ params }) => {
      const { instrumentId, symbol } = await knownInstrument(store.db, params.ticker);
      const [facts] = await priceFacts(store.reads, [instrumentId]);
      const { zone } = tradingCalendar(micOf(symbol, facts?.mic ?? null) ?? 'XNYS');
      const rows = await quotesOf(store.reads, instrumentId, zone);
      const quotes = rows.map(({ at, previousClose, day: _day, currency: _currency, ...quote }) => ({
        ...quote,
        at: at.toISOString(),
        previous_close: previousClose,
      }));
      const last = rows.at(-1);
      const about = { ticker: symbol, ...majorOf(last?.currency ?? null), day: last?.day ?? null };
      return reply(200, { ...about, latest: quotes.at(-1) ?? null, quotes });
    }),
  ];
}
