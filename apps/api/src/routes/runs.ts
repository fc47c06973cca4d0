import { PipelineError } from '@tickermill/core';
import { runRoutes } from '@tickermill/core/contracts';
import { cancelRun, pauseRun, resumeRun } from '@tickermill/engine';
import { findRun, latestRuns, type ReportedRun, runBefore, runTargets, runTimeline } from '@tickermill/store/ledger';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { symbolMeant } from '../ticker-filter.ts';
import { contractOf } from '../views/contract-of.ts';
import { viewRun, viewTarget } from '../views/ledger.ts';

/** Runs, their targets and reports; cancelling and pausing them. */
export function serveRuns(context: ApiContext): ServedRoute[] {
  const { db, sql } = context.store;
  const existing = async (id: bigint): Promise<ReportedRun> => {
    const run = await findRun(db, id);
    if (!run) throw new PipelineError('NOT_FOUND', `There is no run ${id}.`);
    return run;
  };

  return [
    serve(runRoutes.list, async ({ query: { page, limit, ticker, ...query } }) => {
      const filter = { ...query, ticker: await symbolMeant(db, ticker) };
      const items = await latestRuns(db, rowsOf({ page, limit }), filter);
      return reply(200, { page, limit, items: items.map(viewRun) });
    }),
    serve(runRoutes.get, async ({ params: { id } }) => reply(200, viewRun(await existing(id)))),
    serve(runRoutes.report, async ({ params: { id } }) => reply(200, viewRun(await existing(id)).report)),
    serve(runRoutes.timeline, async ({ params: { id } }) => {
      const phases = await runTimeline(sql, id, context.now());
      if (!phases) throw new PipelineError('NOT_FOUND', `There is no run ${id}.`);
      const before = await runBefore(sql, id);
      return reply(200, {
        phases: phases.map((phase) => contractOf(phase)),
        before: before === null ? null : viewRun(await existing(before)),
      });
    }),
    serve(runRoutes.targets, async ({ params: { id }, query: { page, limit } }) => {
      await existing(id);
      const targets = await runTargets(db, id, rowsOf({ page, limit }));
      return reply(200, { page, limit, items: targets.map(viewTarget) });
    }),
    // Cancelling takes as long as the last requests take to end, so it may only be accepted here; the others are done.
    serve(runRoutes.cancel, async ({ params: { id } }) => {
      const run = await cancelRun(context, id);
      return reply(run.finishedAt ? 200 : 202, viewRun(run));
    }),
    serve(runRoutes.pause, async ({ params: { id } }) => reply(200, viewRun(await pauseRun(context, id)))),
    serve(runRoutes.resume, async ({ params: { id } }) => reply(200, viewRun(await resumeRun(context, id)))),
  ];
}
