import { watchlistRoutes } from '@tickermill/core';
import { trackTickers } from '@tickermill/engine';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';

/** Watchlists: what is tracked. */
export function serveWatchlists(context: ApiContext): ServedRoute[] {
  return [
    serve(watchlistRoutes.track, async ({ params: { name }, body: { tickers } }) => {
      const { tracked, runId } = await trackTickers(context, name, tickers);
      const body = { tracked, run_id: runId === null ? null : String(runId) };
      return reply(runId === null ? 200 : 202, body);
    }),
  ];
}
