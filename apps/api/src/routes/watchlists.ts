import { type DatasetId, PipelineError } from '@tickermill/core';
import { type WatchlistItemView, type WatchlistView, watchlistRoutes } from '@tickermill/core/contracts';
import { removeWatchlist, trackTickers, untrackTicker, untrackTickers } from '@tickermill/engine';
import {
  changeWatchlist,
  createWatchlist,
  findWatchlist,
  listWatchlists,
  watchlistItems,
} from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';
import { type Columns, sendCsv, wantsCsv } from '../csv.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { viewWatchlist, viewWatchlistItem } from '../views/watching.ts';

const columns: Columns<WatchlistItemView> = {
  ticker: ({ ticker }) => ticker,
  name: ({ name }) => name,
  cik: ({ cik }) => cik,
  tracked_since: ({ tracked_since }) => tracked_since,
};

const taken = (name: string) =>
  new PipelineError('INVALID_INPUT', `name: there is a watchlist ${name} already`, { detail: { field: 'name' } });

/** Watchlists: what is tracked. */
export function serveWatchlists(context: ApiContext): ServedRoute[] {
  const { db } = context.store;
  const existing = async (name: string, within = db): Promise<WatchlistView> => {
    const watchlist = await findWatchlist(within, name);
    if (!watchlist) throw new PipelineError('NOT_FOUND', `There is no watchlist ${name}.`);
    return viewWatchlist(watchlist);
  };

  return [
    serve(watchlistRoutes.list, async () => reply(200, { items: (await listWatchlists(db)).map(viewWatchlist) })),
    serveChange(watchlistRoutes.add, ({ body, change }) =>
      change(async ({ store }) => {
        if (!(await createWatchlist(store.db, body))) throw taken(body.name);
        const location = `/api/v1/watchlists/${encodeURIComponent(body.name)}`;
        return reply(201, await existing(body.name, store.db), location);
      }),
    ),
    serve(watchlistRoutes.get, async ({ params: { name } }) => reply(200, await existing(name))),
    serveChange(watchlistRoutes.change, ({ params: { name }, body, change }) =>
      change(async ({ store }) => {
        const outcome = await changeWatchlist(store.db, name, body);
        if (outcome === 'taken') throw taken(body.name ?? name);
        return reply(200, await existing(outcome === 'none' ? name : (body.name ?? name), store.db));
      }),
    ),
    serveChange(watchlistRoutes.remove, ({ params: { name }, change }) =>
      change(async (deps) => {
        await removeWatchlist(deps, name);
        return reply(204);
      }),
    ),
    serve(watchlistRoutes.items, async ({ params: { name }, query: { page, limit, safe }, request, response }) => {
      const { tickers: total } = await existing(name);
      if (wantsCsv(request)) {
        await sendCsv(response, {
          name: 'watchlist',
          columns,
          batches: [(await watchlistItems(db, name)).map(viewWatchlistItem)],
          safe,
        });
        return 'sent';
      }
      const items = await watchlistItems(db, name, rowsOf({ page, limit }));
      return reply(200, { page, limit, total, items: items.map(viewWatchlistItem) });
    }),
    serve(watchlistRoutes.track, async ({ params: { name }, body: { tickers, skip_unknown, replace } }) => {
      const asked = await trackTickers(context, name, tickers, { skipUnknown: skip_unknown, replace });
      const runs = asked.runs.map(({ dataset, id }) => ({ dataset, run_id: String(id) }));
      const idOf = (dataset: DatasetId) => runs.find((run) => run.dataset === dataset)?.run_id ?? null;
      const named = { run_id: idOf('insider-trades'), prices_run_id: idOf('daily-prices') };
      return reply(runs.length === 0 ? 200 : 202, {
        tracked: asked.tracked,
        removed: asked.removed,
        refused: [...asked.refused].map(([ticker, reason]) => ({ ticker, reason })),
        ...named,
        runs,
      });
    }),
    serveChange(watchlistRoutes.untrackMany, ({ params: { name }, body: { tickers }, change }) =>
      change(async (deps) => {
        await existing(name, deps.store.db);
        return reply(200, await untrackTickers(deps, name, tickers));
      }),
    ),
    serveChange(watchlistRoutes.untrack, ({ params: { name, ticker }, change }) =>
      change(async (deps) => {
        await untrackTicker(deps, name, ticker);
        return reply(204);
      }),
    ),
  ];
}
