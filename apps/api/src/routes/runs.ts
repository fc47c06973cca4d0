import { PipelineError, Ticker } from '@tickermill/core';
import { cancelRun, pauseRun, resumeRun } from '@tickermill/engine';
import { latestRuns, runTargets, viewRun } from '@tickermill/store';
import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../context.ts';
import { Page, RowId, rowsOf } from '../paging.ts';
import { accept } from '../problem.ts';

const Filter = Page.extend({
  dataset: z.string().optional(),
  trigger: z.string().optional(),
  state: z.string().optional(),
  ticker: Ticker.optional(),
});

/** Runs, what they asked about, and what they came to; cancelling and pausing them. */
export function runRoutes(context: ApiContext): Router {
  const { store } = context;
  const router = Router();
  const existing = async (params: unknown) => {
    const { id } = accept(RowId, params);
    const run = await viewRun(store.db, id);
    if (!run) throw new PipelineError('NOT_FOUND', `There is no run ${id}.`);
    return { id, run };
  };

  router.get('/', async (request, response) => {
    const { page, limit, ...filter } = accept(Filter, request.query);
    response.json({ page, limit, items: await latestRuns(store.db, rowsOf({ page, limit }), filter) });
  });
  router.get('/:id', async (request, response) => {
    response.json((await existing(request.params)).run);
  });
  router.get('/:id/report', async (request, response) => {
    response.json((await existing(request.params)).run.report);
  });
  router.get('/:id/targets', async (request, response) => {
    const { id } = await existing(request.params);
    const { page, limit } = accept(Page, request.query);
    response.json({ page, limit, items: await runTargets(store.db, id, rowsOf({ page, limit })) });
  });
  // Cancelling takes as long as the last requests take to end, so it may only be accepted here; the others are done.
  router.post('/:id/cancel', async (request, response) => {
    const run = await cancelRun(context, accept(RowId, request.params).id);
    response.status(run.finished_at ? 200 : 202).json(run);
  });
  router.post('/:id/pause', async (request, response) => {
    response.json(await pauseRun(context, accept(RowId, request.params).id));
  });
  router.post('/:id/resume', async (request, response) => {
    response.json(await resumeRun(context, accept(RowId, request.params).id));
  });
  return router;
}
