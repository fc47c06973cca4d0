import { marketDayRoutes } from '@tickermill/core/contracts';
import { requestMarketDays } from '@tickermill/engine';
import { marketDays } from '@tickermill/store/prices';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { contractOf } from '../views/contract-of.ts';

/** Whole days of markets: what each brought, and requests for them. */
export function serveMarketDays(context: ApiContext): ServedRoute[] {
  return [
    serve(marketDayRoutes.list, async ({ query: { page, limit, ...filter } }) => {
      const { total, days } = await marketDays(context.store.sql, filter, rowsOf({ page, limit }));
      return reply(200, { page, limit, total, items: days.map((day) => contractOf(day)) });
    }),
    serve(marketDayRoutes.request, async ({ query: { dry_run }, body: { begin_series, ...asked } }) => {
      const requested = await requestMarketDays(context, { ...asked, beginsSeries: begin_series }, { dryRun: dry_run });
      return reply(dry_run ? 200 : 202, contractOf(requested));
    }),
  ];
}
