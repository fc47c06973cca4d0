import { type PriceChangesView, priceRoutes } from '@tickermill/core/contracts';
import { awaitRun, recheckRun, requestRun } from '@tickermill/engine';
import { findRun } from '@tickermill/store/ledger';
import { type ChangedBar, coverageOf, knowledgeClock, priceChanges } from '@tickermill/store/prices';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';

/** So many changed sessions are told at most: four years of them. */
const maxChanges = 1_000;

/** Stored prices requested again, and what has changed in them. */
export function servePriceRechecks(context: ApiContext): ServedRoute[] {
  const { store } = context;
  return [
    serve(priceRoutes.recheck, async ({ params: { ticker }, query: { from, to, wait } }) => {
      const { instrumentId, symbol, ticker: named } = await knownInstrument(store.db, ticker);
      const since = await knowledgeClock(store.sql);
      const days = from === undefined || to === undefined ? {} : { from, to };
      const id = await requestRun(context, recheckRun([named], days));
      const run = wait > 0 ? await awaitRun(store, id, wait * 1_000) : await findRun(store.db, id);
      const isOver = run !== null && run.finishedAt !== null;
      const changes = isOver ? await changesOf(context, { instrumentId, symbol }, since) : null;
      const body = { run_id: String(id), state: run?.state ?? 'planning', since: since.toISOString(), changes };
      return reply(isOver ? 200 : 202, body, `/api/v1/runs/${id}`);
    }),
    serve(priceRoutes.changes, async ({ params: { ticker }, query: { since } }) => {
      const instrument = await knownInstrument(store.db, ticker);
      return reply(200, await changesOf(context, instrument, new Date(since)));
    }),
  ];
}

async function changesOf(
  { store }: ApiContext,
  { instrumentId, symbol }: { readonly instrumentId: bigint; readonly symbol: string },
  since: Date,
): Promise<PriceChangesView> {
  // The reader may lag behind; what a run has just written is read where it was.
  const { bars, rescalings } = await priceChanges(store.sql, { instrumentId, since, limit: maxChanges });
  const coverage = await coverageOf(store.sql, 'daily-prices', instrumentId);
  return {
    ticker: symbol,
    since: since.toISOString(),
    bars: bars.map(({ date, cause, before, after }) => ({
      date,
      cause,
      before: before && viewOf(before),
      after: after && viewOf(after),
    })),
    rescalings: rescalings.map(({ kind, before, factor }) => ({ kind, before, factor })),
    mistrusted_at: coverage?.mistrustedAt?.toISOString() ?? null,
  };
}

const viewOf = ({ adjClose, ...bar }: ChangedBar) => ({ ...bar, adj_close: adjClose });
