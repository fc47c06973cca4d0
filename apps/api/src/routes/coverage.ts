import { coverageRoutes } from '@tickermill/core/contracts';
import { viewCoverage as readCoverage, viewWhy as readWhy, viewCoverageYears } from '@tickermill/engine';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';
import { viewCoverage, viewWhy } from '../views/prices.ts';

/** What is stored of a ticker, what is missing, and why. */
export function serveCoverage(context: ApiContext): ServedRoute[] {
  const { db } = context.store;
  return [
    serve(coverageRoutes.years, async ({ query: { years } }) =>
      reply(200, { items: await viewCoverageYears(context, years) }),
    ),
    serve(coverageRoutes.get, async ({ params }) => {
      const { instrumentId, symbol } = await knownInstrument(db, params.ticker);
      return reply(200, { ticker: symbol, items: [viewCoverage(await readCoverage(context, instrumentId))] });
    }),
    serve(coverageRoutes.why, async ({ params, query: { date } }) => {
      const { instrumentId } = await knownInstrument(db, params.ticker);
      return reply(200, viewWhy(await readWhy(context, { instrumentId, date })));
    }),
  ];
}
