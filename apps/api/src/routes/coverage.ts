import { coverageRoutes } from '@tickermill/core/contracts';
import { viewCoverage, viewWhy } from '@tickermill/engine';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';

/** What is stored of a ticker, what is missing, and why. */
export function serveCoverage(context: ApiContext): ServedRoute[] {
  const { db } = context.store;
  return [
    serve(coverageRoutes.get, async ({ params }) => {
      const { instrumentId, symbol } = await knownInstrument(db, params.ticker);
      return reply(200, { ticker: symbol, items: [await viewCoverage(context, instrumentId)] });
    }),
    serve(coverageRoutes.why, async ({ params, query: { date } }) => {
      const { instrumentId } = await knownInstrument(db, params.ticker);
      return reply(200, await viewWhy(context, { instrumentId, date }));
    }),
  ];
}
