import type { AskedTicker } from '@tickermill/core';
import { historyRoutes } from '@tickermill/core/contracts';
import { executionStatistics, listExecutions } from '@tickermill/store/ledger';
import { ciksOf } from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';
import { viewExecution, viewExecutionStatistics } from '../views/ledger.ts';

/** The history: requests per ticker, and their outcomes. */
export function serveHistory({ store }: ApiContext): ServedRoute[] {
  /** A ticker is requested under its CIK; one without a CIK is skipped under its own name. */
  const targetsOf = async (ticker: AskedTicker | undefined) => {
    if (ticker === undefined) return undefined;
    const { instrumentId, symbol } = await knownInstrument(store.db, ticker);
    return [...(await ciksOf(store.db, instrumentId)), symbol];
  };

  return [
    serve(historyRoutes.list, async ({ query: { page, limit, ticker, ...filter } }) => {
      const which = { ...filter, targets: await targetsOf(ticker) };
      const { items, hasMore } = await listExecutions(store, which, rowsOf({ page, limit }));
      return reply(200, { page, limit, has_more: hasMore, items: items.map(viewExecution) });
    }),
    serve(historyRoutes.ofTicker, async ({ params: { ticker }, query: { page, limit, ...filter } }) => {
      const which = { ...filter, targets: await targetsOf(ticker) };
      const { items, hasMore } = await listExecutions(store, which, rowsOf({ page, limit }));
      return reply(200, { page, limit, has_more: hasMore, items: items.map(viewExecution) });
    }),
    serve(historyRoutes.statistics, async ({ query: { ticker, ...filter } }) => {
      const counts = await executionStatistics(store, { ...filter, targets: await targetsOf(ticker) });
      return reply(200, viewExecutionStatistics(counts));
    }),
  ];
}
