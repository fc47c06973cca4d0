import { PipelineError } from '@tickermill/core';
import { type RunView, runRoutes } from '@tickermill/core/contracts';
import { cancelRun, pauseRun, resumeRun } from '@tickermill/engine';
import { findRun, latestRuns, type ReportedRun, runBefore, runTargets, runTimeline } from '@tickermill/store/ledger';
import type { ApiContext } from '../context.ts';
import type { Columns } from '../csv.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { symbolMeant } from '../ticker-filter.ts';
import { contractOf } from '../views/contract-of.ts';
import { viewRun, viewTarget } from '../views/ledger.ts';

const columns: Columns<RunView> = {
  id: ({ id }) => id,
  dataset: ({ dataset }) => dataset,
  trigger: ({ trigger }) => trigger,
  state: ({ state }) => state,
  created_at: ({ created_at }) => created_at,
  finished_at: ({ finished_at }) => finished_at,
  targets: ({ report }) => report.targets,
  failed: ({ report }) => report.targets_by_state['failed'] ?? 0,
  skipped: ({ report }) => report.targets_by_state['skipped'] ?? 0,
  requests: ({ report }) => report.requests,
  found: ({ report }) => report.found,
  created: ({ report }) => report.created,
  errors: ({ report }) => report.errors.map(({ code, tasks }) => `${code} ${tasks}`).join(', '),
  duration_ms: ({ report }) => report.duration_ms,
};

/** Runs, their targets and reports; cancelling and pausing them. */
export function serveRuns(context: ApiContext): ServedRoute[] {
  const { db, sql } = context.store;
  const existing = async (id: bigint): Promise<ReportedRun> => {
    const run = await findRun(db, id);
    if (!run) throw new PipelineError('NOT_FOUND', `There is no run ${id}.`);
    return run;
  };

  return [
    serve(runRoutes.list, async ({ query: { page, limit, safe, ticker, ...query }, request, response }) => {
      const filter = { ...query, ticker: await symbolMeant(db, ticker) };
      const items = (await latestRuns(db, rangeOf(request, { page, limit }), filter)).map(viewRun);
      if (await sentAsCsv(request, response, { name: 'runs', columns, items, query: { safe } })) return 'sent';
      return reply(200, { page, limit, items });
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
