import { toPeriods } from '@tickermill/collectors';
import { type Cik, type Day, type EarningsPeriod, PipelineError } from '@tickermill/core';
import { fundamentalsRoutes } from '@tickermill/core/contracts';
import { awaitRun, explainFundamentals, forecastRun, joinedFacts, requestRun } from '@tickermill/engine';
import type { Split } from '@tickermill/fundamentals';
import {
  earningsHistory,
  earningsRevisions,
  factsOf,
  fetchedCompany,
  formerCiks,
  metricDays,
  metricsOf,
  profileOf,
} from '@tickermill/store/fundamentals';
import { findRun, type NewRun } from '@tickermill/store/ledger';
import { corporateActions } from '@tickermill/store/prices';
import type { Request } from 'express';
import { accepted } from '../accepted.ts';
import type { ApiContext } from '../context.ts';
import { factColumns, periodColumns } from '../fundamentals/fundamentals-columns.ts';
import { toMetricViews } from '../fundamentals/screen.ts';
import { latestPeriods, toPeriodView } from '../fundamentals/view-periods.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { sendTable } from '../tables.ts';
import { knownInstrument } from '../ticker-filter.ts';
import { contractOf } from '../views/contract-of.ts';
import { viewForecast } from '../views/operations.ts';

/** The format of rows that the caller prefers to JSON; null: JSON. */
function rowType(request: Request): 'text/csv' | 'application/x-ndjson' | null {
  const type = accepted(request, ['application/json', 'text/csv', 'application/x-ndjson']);
  return type === 'application/json' ? null : type;
}

/** What companies report: figures of years and quarters, and the facts that they are made of. */
export function serveFundamentals(context: ApiContext): ServedRoute[] {
  const { store } = context;
  const { reads } = store;

  /** A company whose ticker is known. A ticker without a CIK has no reports. */
  async function companyOf(ticker: string) {
    const { instrumentId, symbol, cik, name } = await knownInstrument(store.db, ticker);
    if (cik !== null) return { instrumentId, symbol, cik, name };
    throw new PipelineError('NOT_FOUND', `${symbol} has no CIK, and so no reports at the SEC.`);
  }

  /** Stored figures are those of one registrant: with a predecessor, or as of a day, they are made of the facts. */
  async function periodsOf(cik: Cik, asOf: Day | undefined): Promise<readonly EarningsPeriod[]> {
    if (asOf === undefined && (await formerCiks(reads, cik)).length === 0) return earningsHistory(reads, cik);
    return toPeriods(await joinedFacts(reads, cik, { filedBy: asOf ?? null }));
  }

  async function splitsOf(instrumentId: bigint): Promise<Split[]> {
    const actions = await corporateActions(reads, { instrumentId });
    return actions.flatMap(({ type, date, ratio }) =>
      type === 'split' && ratio !== null ? [{ effective: date, factor: ratio }] : [],
    );
  }

  return [
    serve(fundamentalsRoutes.refresh, async ({ query: { tickers = null, force, dry_run, wait } }) => {
      const run: NewRun = { dataset: 'company-facts', trigger: 'manual', request: { tickers, params: {}, force } };
      if (dry_run) return reply(200, viewForecast(await forecastRun(context, run)));
      const id = await requestRun(context, run);
      const ended = wait > 0 ? await awaitRun(store, id, wait * 1_000) : await findRun(store.db, id);
      const report = ended?.finishedAt ? ended.report : null;
      const asked = report && report.targets - (report.targetsByState['skipped'] ?? 0);
      const body = {
        run_id: String(id),
        state: ended?.state ?? 'planning',
        companies_refreshed: asked,
        facts_created: report?.created ?? null,
        skipped: report?.skipped ?? null,
      };
      return reply(report === null ? 202 : 200, body, `/api/v1/runs/${id}`);
    }),
    serve(fundamentalsRoutes.get, async ({ params: { ticker }, query, request, response }) => {
      const type = rowType(request);
      const { instrumentId, symbol, cik, name } = await companyOf(ticker);
      const { basis, as_of } = query;
      const splits = basis === 'split' ? await splitsOf(instrumentId) : null;
      const periods = latestPeriods(await periodsOf(cik, as_of), query).map((each) => toPeriodView(each, splits));
      if (type) {
        const batches = [periods.map((each) => ({ ticker: symbol, ...each }))];
        const about = { type, name: `fundamentals-${symbol}`, columns: periodColumns, batches, safe: query.safe };
        await sendTable(response, about);
        return 'sent';
      }
      const fetched = await fetchedCompany(reads, cik);
      const profile = await profileOf(reads, instrumentId);
      const revisions = await earningsRevisions(reads, cik);
      return reply(200, {
        ticker: symbol,
        cik,
        name: fetched?.name ?? name,
        basis,
        as_of: as_of ?? null,
        fetched_at: fetched?.fetchedAt.toISOString() ?? null,
        last_filed: fetched?.lastFiled ?? null,
        profile: profile && contractOf(profile),
        periods,
        revisions: revisions.map(({ period, end, figure, value, replacedBy, replacedAt, cause }) => ({
          period,
          end,
          figure,
          before: value,
          after: replacedBy,
          replaced_at: replacedAt.toISOString(),
          cause,
        })),
      });
    }),
    serve(fundamentalsRoutes.metrics, async ({ params: { ticker } }) => {
      const { instrumentId, symbol } = await knownInstrument(store.db, ticker);
      return reply(200, { ticker: symbol, items: toMetricViews(await metricsOf(reads, instrumentId)) });
    }),
    serve(fundamentalsRoutes.why, async ({ params: { ticker } }) => {
      const { symbol, cik, instrumentId } = await companyOf(ticker);
      const why = await explainFundamentals(context, { symbol, cik, instrumentId });
      return reply(200, { ticker: symbol, cik, ...contractOf(why) });
    }),
    serve(fundamentalsRoutes.metricDays, async ({ params: { ticker }, query: { metric, from = null, to = null } }) => {
      const { instrumentId, symbol } = await knownInstrument(store.db, ticker);
      return reply(200, { ticker: symbol, metric, items: await metricDays(reads, { instrumentId, metric, from, to }) });
    }),
    serve(fundamentalsRoutes.facts, async ({ params: { ticker }, query, request, response }) => {
      const type = rowType(request);
      const { symbol, cik } = await companyOf(ticker);
      const { tag = null, as_of = null } = query;
      const items = await factsOf(reads, { cik, tag, filedBy: as_of });
      if (!type) return reply(200, { ticker: symbol, cik, as_of, items });
      const batches = [items.map((each) => ({ ticker: symbol, ...each }))];
      await sendTable(response, { type, name: `facts-${symbol}`, columns: factColumns, batches, safe: query.safe });
      return 'sent';
    }),
  ];
}
