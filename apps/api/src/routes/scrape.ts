import { scrapeRoutes } from '@tickermill/core/contracts';
import { awaitRun, forecastRun, manualRun, requestRun, requestTarget, resolveTickers } from '@tickermill/engine';
import { findRun, targetOutcome } from '@tickermill/store/ledger';
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
        { ...optionsOf(query), isNamed: true },
      );
      if (query.dry_run) return reply(200, viewForecast(await forecastRun(context, asked)));
      const { runId, target, answeredBy } = await requestTarget(context, asked);
      const isRecent = answeredBy === 'recent-run';
      const run = await waitFor(context, runId, isRecent ? 0 : query.wait);
      // The other run may have named other tickers too; what it says of this one is final once that has succeeded.
      const isFinal = isRecent || run.report !== null;
      const own = isFinal && target !== null ? await targetOutcome(context.store.db, runId, target) : null;
      const body = {
        run_id: run.id,
        state: isRecent ? 'done' : run.state,
        answered_by: answeredBy,
        filings_found: isFinal ? (own?.found ?? 0) : null,
        trades_created: isFinal ? (own?.created ?? 0) : null,
        skipped: isRecent ? { fresh: 1 } : (run.report?.skipped ?? null),
      };
      return reply(isFinal ? 200 : 202, body, `/api/v1/runs/${run.id}`);
    }),
    serve(scrapeRoutes.all, async ({ query }) => {
      const tickers = await trackedTickers(context.store.db);
      const asked = manualRun(tickers, { ...optionsOf(query), limit: query.limit });
      if (query.dry_run) return reply(200, viewForecast(await forecastRun(context, asked)));
      const run = await waitFor(context, await requestRun(context, asked), query.wait);
      const { id, state, report } = run;
      const scraped = report && report.targets - (report.targetsByState['skipped'] ?? 0);
      const counts = { companies_scraped: scraped, total_trades: report?.created ?? null };
      const body = { run_id: id, state, ...counts, skipped: report?.skipped ?? null };
      return reply(report === null ? 202 : 200, body, `/api/v1/runs/${id}`);
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
