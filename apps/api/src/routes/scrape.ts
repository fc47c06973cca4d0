import { ScrapeRequest, type ScrapeResponse } from '@tickermill/core';
import { awaitRun, requestRun, resolveTickers } from '@tickermill/engine';
import { viewRun } from '@tickermill/store';
import { Router } from 'express';
import type { ApiContext } from '../context.ts';
import { accept } from '../problem.ts';

/** Manual runs: one ticker, now. */
export function scrapeRoutes(context: ApiContext): Router {
  const router = Router();
  router.post('/:ticker', async (request, response) => {
    const asked = accept(ScrapeRequest, { ...request.query, ...request.params });
    await resolveTickers(context, [asked.ticker]);
    const params = { daysBack: asked.days_back, maxFilings: asked.max_filings };
    const id = await requestRun(context, {
      dataset: 'insider-trades',
      trigger: 'manual',
      request: { tickers: [asked.ticker], params, force: asked.force },
      maxConsecutiveFailures: asked.max_consecutive_failures,
    });
    const run =
      asked.wait > 0 ? await awaitRun(context.store, id, asked.wait * 1_000) : await viewRun(context.store.db, id);
    const ended = run?.finished_at ? run.report : null;
    const answer: ScrapeResponse = {
      run_id: String(id),
      state: run?.state ?? 'planning',
      filings_found: ended?.found ?? null,
      trades_created: ended?.created ?? null,
    };
    response
      .status(ended ? 200 : 202)
      .location(`/api/v1/runs/${id}`)
      .json(answer);
  });
  return router;
}
