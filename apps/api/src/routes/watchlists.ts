import { TrackRequest, type TrackResponse } from '@tickermill/core';
import { trackTickers } from '@tickermill/engine';
import { Router } from 'express';
import type { ApiContext } from '../context.ts';
import { accept } from '../problem.ts';

/** Watchlists: what is tracked. */
export function watchlistRoutes(context: ApiContext): Router {
  const router = Router();
  router.post('/:name/items', async (request, response) => {
    const { name, tickers } = accept(TrackRequest, { ...request.body, ...request.params });
    const { tracked, runId } = await trackTickers(context, name, tickers);
    const answer: TrackResponse = { tracked, run_id: runId === null ? null : String(runId) };
    response.status(runId === null ? 200 : 202).json(answer);
  });
  return router;
}
