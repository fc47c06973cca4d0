import {
  type FetchErrorView,
  type FigureTickerView,
  figureRoutes,
  type LaggingTickerView,
  type MissingDatesView,
} from '@tickermill/core/contracts';
import { nightOf, sessionRanges } from '@tickermill/quality';
import {
  failuresWhere,
  figureTickers,
  findingsWhere,
  laggingTickers,
  listFetchErrors,
  tickersWithGaps,
} from '@tickermill/store/quality';
import type { ApiContext } from '../context.ts';
import type { Columns } from '../csv.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { contractOf } from '../views/contract-of.ts';
import { findingColumns, viewFinding } from '../views/quality.ts';

const tickerColumns: Columns<FigureTickerView> = {
  ticker: ({ ticker }) => ticker,
  exchange: ({ exchange }) => exchange,
  name: ({ name }) => name,
  kind: ({ kind }) => kind,
  status: ({ status }) => status,
  day: ({ day }) => day,
};
const laggingColumns: Columns<LaggingTickerView> = {
  ticker: ({ ticker }) => ticker,
  exchange: ({ exchange }) => exchange,
  name: ({ name }) => name,
  last_day: ({ last_day }) => last_day,
  sessions: ({ sessions }) => sessions,
};
const missingColumns: Columns<MissingDatesView> = {
  ticker: ({ ticker }) => ticker,
  exchange: ({ exchange }) => exchange,
  name: ({ name }) => name,
  sessions: ({ sessions }) => sessions,
  ranges: ({ ranges }) => ranges.map(({ from, to }) => (from === to ? from : `${from}..${to}`)).join(' '),
};
const errorColumns: Columns<FetchErrorView> = {
  ticker: ({ ticker }) => ticker,
  target: ({ target }) => target,
  dataset: ({ dataset }) => dataset,
  code: ({ code }) => code,
  message: ({ message }) => message,
  tries: ({ tries }) => tries,
  run_id: ({ run_id }) => run_id,
  failed_at: ({ failed_at }) => failed_at,
};

/** The rows behind the figures of the summary. */
export function serveFigures({ store, now }: ApiContext): ServedRoute[] {
  const { reads } = store;
  return [
    serve(figureRoutes.tickers, async ({ query, request, response }) => {
      const night = nightOf(query.date, now());
      const { total, items: rows } = await figureTickers(reads, night, query.figure, rangeOf(request, query));
      const items = rows.map(({ instrumentId: _id, ...row }) => row);
      const name = `tickers-${query.figure}`;
      if (await sentAsCsv(request, response, { name, columns: tickerColumns, items, query })) return 'sent';
      return reply(200, { ...pageOf(query), as_of: night.at.toISOString(), total, items });
    }),
    serve(figureRoutes.lagging, async ({ query, request, response }) => {
      const night = nightOf(query.date, now());
      const range = rangeOf(request, query);
      const { total, histogram, items: rows } = await laggingTickers(reads, night, { days: query.days, ...range });
      const items = rows.map((row) => contractOf(row));
      if (await sentAsCsv(request, response, { name: 'lagging', columns: laggingColumns, items, query })) return 'sent';
      return reply(200, { ...pageOf(query), as_of: night.at.toISOString(), total, histogram, items });
    }),
    serve(figureRoutes.missingDates, async ({ query, request, response }) => {
      const night = nightOf(query.date, now());
      const { total, items: rows } = await tickersWithGaps(reads, night, rangeOf(request, query));
      const items = rows.map(({ days, ...row }) => ({
        ticker: row.ticker,
        exchange: row.exchange,
        name: row.name,
        sessions: days.length,
        ranges: sessionRanges(days, row.exchange),
      }));
      const about = { name: 'missing-dates', columns: missingColumns, items, query };
      if (await sentAsCsv(request, response, about)) return 'sent';
      return reply(200, { ...pageOf(query), as_of: night.at.toISOString(), total, items });
    }),
    serve(figureRoutes.failures, async ({ query, request, response }) => {
      const { check, figure } = query;
      const night = nightOf(query.date, now());
      // A figure says itself what it counts; a list without one has what is open.
      const usual = figure === undefined ? false : undefined;
      const resolved = query.resolved === 'all' ? undefined : query.resolved || usual;
      const where = failuresWhere(night, { checkId: check, figure, resolved });
      const { total, items: rows } = await findingsWhere(reads, where, rangeOf(request, query));
      const items = rows.map(viewFinding);
      if (await sentAsCsv(request, response, { name: 'failures', columns: findingColumns, items, query }))
        return 'sent';
      return reply(200, { ...pageOf(query), as_of: night.at.toISOString(), total, items });
    }),
    serve(figureRoutes.fetchErrors, async ({ query, request, response }) => {
      const night = nightOf(query.date, now());
      const range = rangeOf(request, query);
      const { total, codes, items: rows } = await listFetchErrors(reads, night, { code: query.code, ...range });
      const items = rows.map((row) => contractOf(row));
      if (await sentAsCsv(request, response, { name: 'fetch-errors', columns: errorColumns, items, query }))
        return 'sent';
      return reply(200, { ...pageOf(query), as_of: night.at.toISOString(), total, codes, items });
    }),
  ];
}

const pageOf = ({ page, limit }: { page: number; limit: number }) => ({ page, limit });
