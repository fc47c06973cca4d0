import { scrapeRoutes } from '@tickermill/core/contracts';
import { awaitRun, forecastRun, manualRun, requestRun, requestTarget, resolveTickers } from '@tickermill/engine';
import { findRun } from '@tickermill/store/ledger';
import { trackedTickers } from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';
import { viewForecast } from '../views/operations.ts';

/** Manual runs, now: of one ticker or of every tracked one. A dry run shows what it would do, and writes nothing. */
export function serveScrapes(context: ApiContext): ServedRoute[] {
  return [
    serve(scrapeRoutes.ticker, async ({ params: { ticker }, query }) => {
      // The list of companies is not read again for a dry run: that would be a run.
      const named = query.dry_run
        ? [await knownInstrument(context.store.db, ticker)]
        : await resolveTickers(context, [ticker]);
      const asked = manualRun(
        named.map((each) => each.ticker),
        optionsOf(query),
      );
      if (query.dry_run) return reply(200, viewForecast(await forecastRun(context, asked)));
      const run = await waitFor(context, await requestTarget(context, asked), query.wait);
      const { found = null, created = null } = run.report ?? {};
      return answer(run, { run_id: run.id, state: run.state, filings_found: found, trades_created: created });
    }),
    serve(scrapeRoutes.all, async ({ query }) => {
      const tickers = await trackedTickers(context.store.db);
      const asked = manualRun(tickers, { ...optionsOf(query), limit: query.limit });
      if (query.dry_run) return reply(200, viewForecast(await forecastRun(context, asked)));
      const run = await waitFor(context, await requestRun(context, asked), query.wait);
      const { id, state, report } = run;
      const scraped = report && report.targets - (report.targetsByState['skipped'] ?? 0);
      const body = { run_id: id, state, companies_scraped: scraped, total_trades: report?.created ?? null };
      return answer(run, body);
    }),
  ];
}

interface AskedOptions {
  readonly days_back: number;
  readonly max_filings: number;
  readonly force: boolean;
  readonly max_consecutive_failures?: number | undefined;
}

const optionsOf = (asked: AskedOptions) => ({
  daysBack: asked.days_back,
  maxFilings: asked.max_filings,
  force: asked.force,
  maxConsecutiveFailures: asked.max_consecutive_failures,
});

/** The run after so many seconds at most; its report only once it has ended. */
async function waitFor({ store }: ApiContext, id: bigint, seconds: number) {
  const run = seconds > 0 ? await awaitRun(store, id, seconds * 1_000) : await findRun(store.db, id);
  return { id: String(id), state: run?.state ?? 'planning', report: run?.finishedAt ? run.report : null };
}

/** 200 for a run that has ended, 202 for one that goes on. */
const answer = <B>({ id, report }: { id: string; report: unknown }, body: B) =>
  reply(report === null ? 202 : 200, body, `/api/v1/runs/${id}`);
