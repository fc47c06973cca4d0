import { instrumentRoutes } from '@tickermill/core/contracts';
import { identityOf, listingFindings } from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';
import { viewInstrument, viewListingFinding } from '../views/instruments.ts';

/** What instruments are and were called, and what lists of companies said about them. */
export function serveInstruments({ store }: ApiContext): ServedRoute[] {
  const { db } = store;
  return [
    serve(instrumentRoutes.get, async ({ params: { ticker } }) => {
      return reply(200, viewInstrument(await identityOf(db, await knownInstrument(db, ticker))));
    }),
    serve(instrumentRoutes.findings, async ({ query: { page, limit, what } }) => {
      const findings = await listingFindings(db, { what }, rowsOf({ page, limit }));
      return reply(200, { page, limit, items: findings.map(viewListingFinding) });
    }),
  ];
}
