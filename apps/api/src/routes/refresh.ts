import { refreshProfiles } from '@tickermill/core';
import type { RefreshReportView } from '@tickermill/core/contracts';
import { refreshRoutes } from '@tickermill/core/contracts';
import {
  awaitRun,
  forecastRefresh,
  forecastRun,
  requestRefresh,
  requestRun,
  viewRefresh,
  viewRefreshes,
} from '@tickermill/engine';
import { findRun, type NewRun } from '@tickermill/store/ledger';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { contractOf } from '../views/contract-of.ts';
import { viewForecast } from '../views/operations.ts';

/** The run of all active tickers: its planner chooses them. */
const ofActiveTickers: NewRun = {
  dataset: 'daily-prices',
  trigger: 'manual',
  request: { tickers: null, params: {}, force: false },
};

/** The refreshes that schedules do each night, now: of all stocks, and of prices alone; and the reports of the former. */
export function serveRefresh(context: ApiContext): ServedRoute[] {
  const toView = ({ report, runIds: _, ...refresh }: Awaited<ReturnType<typeof viewRefresh>>): RefreshReportView =>
    contractOf({ ...refresh, ...report });

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
    serve(refreshRoutes.start, async ({ query: { profile, tickers = null, limit, force, dry_run } }) => {
      const request = { profile, tickers, limit: limit ?? refreshProfiles[profile].limit, force };
      if (dry_run)
        return reply(200, { dry_run: true, profile, ...contractOf(await forecastRefresh(context, request)) });
      const id = await requestRefresh(context, request);
      return reply(202, toView(await viewRefresh(context, id)), `/api/v1/refresh-reports/${id}`);
    }),
    serve(refreshRoutes.reports, async ({ query: { limit } }) =>
      reply(200, { items: (await viewRefreshes(context, { limit })).map(toView) }),
    ),
    serve(refreshRoutes.report, async ({ params: { run } }) => reply(200, toView(await viewRefresh(context, run)))),
  ];
}
