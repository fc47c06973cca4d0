import { PipelineError } from '@tickermill/core';
import { watchRuleRoutes } from '@tickermill/core/contracts';
import { resolveTickers } from '@tickermill/engine';
import { addWatchRule, removeWatchRule, watchMatches, watchRules } from '@tickermill/store/watch-rules';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { viewWatchMatch, viewWatchRule } from '../views/watching.ts';

/** Watch rules: notifications of filings, and what matched. */
export function serveWatchRules(context: ApiContext): ServedRoute[] {
  const { db } = context.store;
  return [
    serve(watchRuleRoutes.list, async ({ query }) => {
      return reply(200, { ...query, items: (await watchRules(db, rowsOf(query))).map(viewWatchRule) });
    }),
    serveChange(watchRuleRoutes.add, async ({ body, caller, change }) => {
      const instruments = await resolveTickers(context, body.tickers ?? []);
      return change(async ({ store }) => {
        const rule = await addWatchRule(store.db, {
          instrumentIds: instruments.map(({ instrumentId }) => instrumentId),
          watchlist: body.watchlist ?? null,
          codes: body.codes ?? [],
          minValue: body.min_value ?? null,
          table: body.table ?? null,
          roles: body.roles ?? [],
          cluster: body.cluster ?? null,
          createdBy: caller.name,
        });
        if (rule) return reply(201, viewWatchRule(rule));
        throw new PipelineError('INVALID_INPUT', `watchlist: there is none called ${body.watchlist}.`, {
          detail: { field: 'watchlist' },
        });
      });
    }),
    serve(watchRuleRoutes.matches, async ({ params: { id }, query }) => {
      const matches = await watchMatches(db, id, rowsOf(query));
      if (!matches) throw unknown(id);
      return reply(200, { ...query, items: matches.map(viewWatchMatch) });
    }),
    serveChange(watchRuleRoutes.remove, ({ params: { id }, change }) =>
      change(async ({ store }) => {
        if (!(await removeWatchRule(store.db, id))) throw unknown(id);
        return reply(204);
      }),
    ),
  ];
}

const unknown = (id: bigint) => new PipelineError('NOT_FOUND', `There is no watch rule ${id}.`);
