import { type AskedTicker, type Day, dayAt, PipelineError } from '@tickermill/core';
import { type BackfillView, backfillRoutes } from '@tickermill/core/contracts';
import {
  controlBackfill,
  forecastBackfill,
  viewBackfill as readBackfill,
  viewBackfills as readBackfills,
  resolveTickers,
  startBackfill,
} from '@tickermill/engine';
import { resolveInstruments, unknownTickers } from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';
import type { Columns } from '../csv.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { viewBackfill, viewBackfillForecast } from '../views/prices.ts';

const columns: Columns<BackfillView> = {
  id: ({ id }) => id,
  dataset: ({ dataset }) => dataset,
  tickers: ({ tickers }) => tickers?.join(' ') ?? null,
  from: ({ from }) => from,
  to: ({ to }) => to,
  state: ({ state }) => state,
  percent: ({ percent }) => percent,
  tasks: ({ tasks }) => tasks,
  rows_stored: ({ rows_stored }) => rows_stored,
  created_at: ({ created_at }) => created_at,
  finished_at: ({ finished_at }) => finished_at,
};

/** Backfills: what is missing of a dataset, filled; what that would cost, how far it is, and an operator's hold on it. */
export function serveBackfills(context: ApiContext): ServedRoute[] {
  return [
    serve(
      backfillRoutes.start,
      async ({ query: { start_year, dry_run }, body: { dataset, tickers = null, ...days } }) => {
        const range = daysOf(days, start_year, dayAt(context.now(), 'UTC'));
        if (dry_run) {
          const instrumentIds = tickers && (await knownInstruments(context, tickers));
          return reply(
            200,
            viewBackfillForecast(await forecastBackfill(context, { dataset, instrumentIds, ...range })),
          );
        }
        const named = tickers && (await resolveTickers(context, tickers)).map(({ ticker }) => ticker);
        const backfill = await startBackfill(context, { dataset, tickers: named, ...range });
        return reply(202, viewBackfill(backfill), `/api/v1/backfills/${backfill.id}`);
      },
    ),
    serve(backfillRoutes.list, async ({ query, request, response }) => {
      const items = (await readBackfills(context, rangeOf(request, query))).map(viewBackfill);
      if (await sentAsCsv(request, response, { name: 'backfills', columns, items, query })) return 'sent';
      return reply(200, { page: query.page, limit: query.limit, items });
    }),
    serve(backfillRoutes.get, async ({ params: { id } }) => reply(200, viewBackfill(await readBackfill(context, id)))),
    serve(backfillRoutes.pause, async ({ params: { id } }) =>
      reply(200, viewBackfill(await controlBackfill.pause(context, id))),
    ),
    serve(backfillRoutes.resume, async ({ params: { id } }) =>
      reply(200, viewBackfill(await controlBackfill.resume(context, id))),
    ),
    // As with a run, its last requests may have to end first.
    serve(backfillRoutes.cancel, async ({ params: { id } }) => {
      const backfill = await controlBackfill.cancel(context, id);
      return reply(backfill.finishedAt ? 200 : 202, viewBackfill(backfill));
    }),
  ];
}

/**
 * The requested days.
 * @throws {PipelineError} `INVALID_INPUT` naming the field.
 */
function daysOf(
  { from, to = undefined }: { from?: Day | undefined; to?: Day | undefined },
  startYear: number | undefined,
  today: Day,
): { from: Day; to: Day } {
  if ((from === undefined) === (startYear === undefined)) {
    throw invalid('from', 'name the first day as from, or the first year as start_year: one of them');
  }
  const first = from ?? `${startYear}-01-01`;
  const field = from === undefined ? 'start_year' : 'from';
  if (first > today) throw invalid(field, `must not be after today, ${today}`);
  if (to !== undefined && to > today) throw invalid('to', `must not be after today, ${today}`);
  if (to !== undefined && to < first) throw invalid('to', `must not be before ${first}`);
  return { from: first, to: to ?? today };
}

const invalid = (field: string, message: string) =>
  new PipelineError('INVALID_INPUT', `${field}: ${message}`, { detail: { field } });

/** The list of companies is not read again for a dry run: that would be a run. */
async function knownInstruments({ store }: ApiContext, tickers: readonly AskedTicker[]): Promise<bigint[]> {
  const { found, unknown } = await resolveInstruments(store.db, tickers);
  if (unknown.length > 0) throw await unknownTickers(store.db, unknown);
  return [...new Set(found.map(({ instrumentId }) => instrumentId))];
}
