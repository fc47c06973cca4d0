import { PipelineError } from '@tickermill/core';
import { cancelRun, pauseRun, resumeRun } from '@tickermill/engine';
import { latestRuns, runTargets, viewRun } from '@tickermill/store';
import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../context.ts';
import { accept } from '../problem.ts';

const RunId = z.object({
  id: z
    .string()
    .regex(/^\d{1,18}$/, { error: 'must be the number of a run' })
    .transform(BigInt),
});
const Page = z.object({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
});

/** Runs, what they asked about, and what they came to; cancelling and pausing them. */
export function runRoutes(context: ApiContext): Router {
  const { store } = context;
  const router = Router();
  const existing = async (params: unknown) => {
    const { id } = accept(RunId, params);
    const run = await viewRun(store.db, id);
    if (!run) throw new PipelineError('NOT_FOUND', `There is no run ${id}.`);
    return { id, run };
  };

  router.get('/', async (request, response) => {
    const { page, limit } = accept(Page, request.query);
    response.json({ page, limit, items: await latestRuns(store.db, { limit, offset: (page - 1) * limit }) });
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
    response.json({ page, limit, items: await runTargets(store.db, id, { limit, offset: (page - 1) * limit }) });
  });
  // Cancelling takes as long as the last requests take to end, so it may only be accepted here; the others are done.
  router.post('/:id/cancel', async (request, response) => {
    const run = await cancelRun(context, accept(RunId, request.params).id);
    response.status(run.finished_at ? 200 : 202).json(run);
  });
  router.post('/:id/pause', async (request, response) => {
    response.json(await pauseRun(context, accept(RunId, request.params).id));
  });
  router.post('/:id/resume', async (request, response) => {
    response.json(await resumeRun(context, accept(RunId, request.params).id));
  });
  return router;
}
