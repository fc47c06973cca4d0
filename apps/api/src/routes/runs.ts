import { PipelineError } from '@tickermill/core';
import { type RunView, runRoutes } from '@tickermill/core/contracts';
import { cancelRun, pauseRun, resumeRun } from '@tickermill/engine';
import { latestRuns, runTargets, viewRun } from '@tickermill/store/ledger';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { symbolMeant } from '../ticker-filter.ts';

/** Runs, what they asked about, and what they came to; cancelling and pausing them. */
export function serveRuns(context: ApiContext): ServedRoute[] {
  const { db } = context.store;
  const existing = async (id: bigint): Promise<RunView> => {
    const run = await viewRun(db, id);
    if (!run) throw new PipelineError('NOT_FOUND', `There is no run ${id}.`);
    return run;
  };

  return [
    serve(runRoutes.list, async ({ query: { page, limit, ticker, ...query } }) => {
      const filter = { ...query, ticker: await symbolMeant(db, ticker) };
      const items = await latestRuns(db, rowsOf({ page, limit }), filter);
      return reply(200, { page, limit, items });
    }),
    serve(runRoutes.get, async ({ params: { id } }) => reply(200, await existing(id))),
    serve(runRoutes.report, async ({ params: { id } }) => reply(200, (await existing(id)).report)),
    serve(runRoutes.targets, async ({ params: { id }, query: { page, limit } }) => {
      await existing(id);
      return reply(200, { page, limit, items: await runTargets(db, id, rowsOf({ page, limit })) });
    }),
    // Cancelling takes as long as the last requests take to end, so it may only be accepted here; the others are done.
    serve(runRoutes.cancel, async ({ params: { id } }) => {
      const run = await cancelRun(context, id);
      return reply(run.finished_at ? 200 : 202, run);
    }),
    serve(runRoutes.pause, async ({ params: { id } }) => reply(200, await pauseRun(context, id))),
    serve(runRoutes.resume, async ({ params: { id } }) => reply(200, await resumeRun(context, id))),
  ];
}
