import { FiledReportForm, PipelineError } from '@tickermill/core';
import { filingRoutes, insiderRoutes } from '@tickermill/core/contracts';
import { listReports } from '@tickermill/store/fundamentals';
import { findFiling, insiderProfile, listFilings } from '@tickermill/store/insider-trades';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { issuersOf } from '../ticker-filter.ts';
import { viewFiling, viewInsider, viewWholeFiling } from '../views/insider-trades.ts';
import { viewReport } from '../views/reports.ts';

/** Filings: those of insiders, and the reports of companies. */
export function serveFilings({ store }: ApiContext): ServedRoute[] {
  return [
    serve(filingRoutes.list, async ({ query: { page, limit, ticker, ...filter } }) => {
      const report = FiledReportForm.safeParse(filter.form);
      if (report.success) {
        const which = { ...filter, form: report.data, ciks: await issuersOf(store.db, { ticker }) };
        const { items, hasMore } = await listReports(store.reads, which, rowsOf({ page, limit }));
        return reply(200, { page, limit, has_more: hasMore, items: items.map(viewReport) });
      }
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
