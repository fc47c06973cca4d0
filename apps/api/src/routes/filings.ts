import { PipelineError } from '@tickermill/core';
import { filingRoutes, insiderRoutes } from '@tickermill/core/contracts';
import { findFiling, insiderProfile, listFilings } from '@tickermill/store/insider-trades';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { issuersOf } from '../ticker-filter.ts';
import { viewFiling, viewInsider, viewWholeFiling } from '../views/insider-trades.ts';

/** Ownership filings, and the insiders who reported in them. */
export function serveFilings({ store }: ApiContext): ServedRoute[] {
  return [
    serve(filingRoutes.list, async ({ query: { page, limit, ticker, ...filter } }) => {
      const which = { ...filter, issuers: await issuersOf(store.db, { ticker }) };
      const { items, hasMore } = await listFilings(store, which, rowsOf({ page, limit }));
      return reply(200, { page, limit, has_more: hasMore, items: items.map(viewFiling) });
    }),
    serve(filingRoutes.get, async ({ params: { accession } }) => {
      const filing = await findFiling(store, accession);
      if (!filing) throw new PipelineError('NOT_FOUND', `No filing ${accession} is stored.`);
      return reply(200, viewWholeFiling(filing));
    }),
    serve(insiderRoutes.get, async ({ params: { cik } }) => {
      const insider = await insiderProfile(store, cik);
      if (!insider) throw new PipelineError('NOT_FOUND', `No insider of the CIK ${cik} has reported.`);
      return reply(200, viewInsider(insider));
    }),
  ];
}
