import { refreshRoutes } from '@tickermill/core/contracts';
import { awaitRun, forecastRun, requestRun } from '@tickermill/engine';
import { findRun, type NewRun } from '@tickermill/store/ledger';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { viewForecast } from '../views/operations.ts';

/** The run of all active tickers: its planner chooses them. */
const ofActiveTickers: NewRun = {
  dataset: 'daily-prices',
  trigger: 'manual',
  request: { tickers: null, params: {}, force: false },
};

/** The refresh of prices that schedules do each night, now. */
export function serveRefresh(context: ApiContext): ServedRoute[] {
  return [
    serve(refreshRoutes.prices, async ({ query: { dry_run, wait } }) => {
      if (dry_run) return reply(200, viewForecast(await forecastRun(context, ofActiveTickers)));
      const id = await requestRun(context, ofActiveTickers);
      const { store } = context;
      const run = wait > 0 ? await awaitRun(store, id, wait * 1_000) : await findRun(store.db, id);
      const report = run?.finishedAt ? run.report : null;
      const asked = report && report.targets - (report.targetsByState['skipped'] ?? 0);
      const body = { run_id: String(id), state: run?.state ?? 'planning' };
      const counts = {
        tickers_refreshed: asked,
        prices_created: report?.created ?? null,
        skipped: report?.skipped ?? null,
      };
      return reply(report === null ? 202 : 200, { ...body, ...counts }, `/api/v1/runs/${id}`);
    }),
  ];
}
