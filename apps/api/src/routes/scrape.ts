import {
  PipelineError,
  ScrapeAllRequest,
  type ScrapeAllResponse,
  ScrapeRequest,
  type ScrapeResponse,
} from '@tickermill/core';
import { awaitRun, forecastRun, manualRun, requestRun, requestTarget, resolveTickers } from '@tickermill/engine';
import { trackedTickers, viewRun } from '@tickermill/store';
import { type Response, Router } from 'express';
import type { ApiContext } from '../context.ts';
import { accept } from '../problem.ts';

/** Manual runs, now: of one ticker. A dry run says what it would do, and writes nothing. */
export function scrapeRoutes(context: ApiContext): Router {
  const router = Router();
  router.post('/:ticker', async (request, response) => {
    const asked = accept(ScrapeRequest, { ...request.query, ...request.params });
    const run = manualRun([asked.ticker], optionsOf(asked));
    if (asked.dry_run) {
      const forecast = await forecastRun(context, run);
      // The list of companies is not read again for it: that would be a run.
      if (forecast.skipped['unknown-ticker']) throw unknown(asked.ticker);
      response.json(forecast);
      return;
    }
    await resolveTickers(context, [asked.ticker]);
    const { id, state, report } = await waitFor(context, await requestTarget(context, run), asked.wait);
    const answer: ScrapeResponse = {
      run_id: String(id),
      state,
      filings_found: report?.found ?? null,
      trades_created: report?.created ?? null,
    };
    answerRun(response, answer, report !== null);
  });
  return router;
}

/** The same for every tracked ticker, in one run. */
export function scrapeAllRoutes(context: ApiContext): Router {
  const router = Router();
  router.post('/', async (request, response) => {
    const asked = accept(ScrapeAllRequest, request.query);
    const run = manualRun(await trackedTickers(context.store.db), { ...optionsOf(asked), limit: asked.limit });
    if (asked.dry_run) {
      response.json(await forecastRun(context, run));
      return;
    }
    const { id, state, report } = await waitFor(context, await requestRun(context, run), asked.wait);
    const scraped = report && report.targets - (report.targets_by_state['skipped'] ?? 0);
    const answer: ScrapeAllResponse = {
      run_id: String(id),
      state,
      companies_scraped: scraped,
      total_trades: report?.created ?? null,
    };
    answerRun(response, answer, report !== null);
  });
  return router;
}

const unknown = (ticker: string) =>
  new PipelineError('UNKNOWN_TICKER', `No listed company has the ticker ${ticker}.`, { detail: { tickers: [ticker] } });

type AskedOptions = Pick<
  ReturnType<typeof ScrapeAllRequest.parse>,
  'days_back' | 'max_filings' | 'force' | 'max_consecutive_failures'
>;

const optionsOf = (asked: AskedOptions) => ({
  daysBack: asked.days_back,
  maxFilings: asked.max_filings,
  force: asked.force,
  maxConsecutiveFailures: asked.max_consecutive_failures,
});

/** The run after so many seconds at most; its report only once it has ended. */
async function waitFor({ store }: ApiContext, id: bigint, seconds: number) {
  const run = seconds > 0 ? await awaitRun(store, id, seconds * 1_000) : await viewRun(store.db, id);
  return { id, state: run?.state ?? 'planning', report: run?.finished_at ? run.report : null };
}

function answerRun(response: Response, answer: { run_id: string }, hasEnded: boolean): void {
  response
    .status(hasEnded ? 200 : 202)
    .location(`/api/v1/runs/${answer.run_id}`)
    .json(answer);
}
