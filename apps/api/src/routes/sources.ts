import { PaceChange, PipelineError, SourceId, type SourcesResponse } from '@tickermill/core';
import { changePace, pauseSource, resumeSource, viewSources } from '@tickermill/engine';
import { Router } from 'express';
import type { ApiContext } from '../context.ts';
import { accept } from '../problem.ts';

/** Sources: how they are, and an operator's hold on them. */
export function sourceRoutes(context: ApiContext): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const answer: SourcesResponse = { items: await viewSources(context) };
    response.json(answer);
  });
  router.patch('/:id', async (request, response) => {
    const source = existing(request.params.id);
    const { pace } = accept(PaceChange, request.body ?? {});
    response.json(await changePace(context, source, { requests: pace.requests, perMs: pace.per_ms }));
  });
  router.post('/:id/pause', async (request, response) => {
    response.json(await pauseSource(context, existing(request.params.id), 'api'));
  });
  router.post('/:id/resume', async (request, response) => {
    response.json(await resumeSource(context, existing(request.params.id)));
  });
  return router;
}

function existing(id: string): SourceId {
  const source = SourceId.safeParse(id);
  if (!source.success) throw new PipelineError('NOT_FOUND', `There is no source ${id}.`);
  return source.data;
}
