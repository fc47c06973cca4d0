import { type ExchangeRateView, exchangeRateRoutes } from '@tickermill/core/contracts';
import { importRates, listRates } from '@tickermill/store/portfolios';
import type { ApiContext } from '../context.ts';
import type { Columns } from '../csv.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { readRateCsv } from '../portfolios/import-rates.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { viewRate } from '../views/portfolios.ts';

/** As they can be imported again. */
const columns: Columns<ExchangeRateView> = {
  date: ({ day }) => day,
  currency: ({ currency }) => currency,
  per_euro: ({ per_euro }) => per_euro,
  source: ({ source }) => source,
};

/** Exchange rates: what portfolios in several currencies are valued by. */
export function serveExchangeRates({ store }: ApiContext): ServedRoute[] {
  return [
    serve(exchangeRateRoutes.list, async ({ query, request, response }) => {
      const { page, limit, currency, from, to } = query;
      const which = { currency: currency ?? null, from: from ?? null, to: to ?? null };
      const items = (await listRates(store.reads, { ...which, ...rangeOf(request, query) })).map(viewRate);
      if (await sentAsCsv(request, response, { name: 'exchange-rates', columns, items, query })) return 'sent';
      return reply(200, { page, limit, items });
    }),
    serveChange(exchangeRateRoutes.import, async ({ query: { source }, body, change }) => {
      const rates = await readRateCsv(body);
      return change(async (deps) => {
        const { created, changed, unchanged } = await importRates(deps.store.db, source, rates);
        return reply(200, { rows: rates.length, new: created, changed, unchanged });
      });
    }),
  ];
}
