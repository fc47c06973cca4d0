import { corporateActionRoutes } from '@tickermill/core/contracts';
import { corporateActions } from '@tickermill/store/prices';
import type { ApiContext } from '../context.ts';
import { importActionCsv } from '../prices/import-actions.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';

/** Splits, dividends and mergers. */
export function serveCorporateActions(context: ApiContext): ServedRoute[] {
  const { store } = context;
  return [
    serve(corporateActionRoutes.import, async ({ body }) => reply(200, await importActionCsv(context, body))),
    serve(corporateActionRoutes.get, async ({ params, query }) => {
      const { instrumentId, symbol } = await knownInstrument(store.db, params.ticker);
      const actions = await corporateActions(store.reads, {
        instrumentId,
        from: query.from ?? null,
        to: query.to ?? null,
      });
      const items = actions.map(({ date, type, ratio, amount, provider, knownFrom }) => ({
        date,
        type,
        ratio,
        amount,
        provider,
        known_from: knownFrom.toISOString(),
      }));
      return reply(200, { ticker: symbol, items });
    }),
  ];
}
