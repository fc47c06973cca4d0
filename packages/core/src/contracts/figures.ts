// Contracts of the rows behind the figures of the summary, each counted as its figure counts.

import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { AskedDay, AskedName, Flag, Paging, pageOf, Safe } from './paging.ts';
import { FindingView } from './quality.ts';
import { defineRoute } from './route.ts';

/** A page of a list whose length is known, as of an instant. */
const countedPageOf = <S extends z.ZodType>(item: S) =>
  pageOf(item).extend({ as_of: Instant, total: z.int().describe('All that match, whatever the page.') });

/** An instrument behind a figure. */
export const FigureTickerView = z
  .object({
    ticker: z.string().nullable(),
    exchange: z.string().nullable(),
    name: z.string(),
    kind: z.string(),
    status: z.string(),
    day: Day.nullable().describe('On which it was listed, or delisted; null where the figure is of neither.'),
  })
  .meta({ id: 'FigureTicker' });
export type FigureTickerView = z.infer<typeof FigureTickerView>;

/** An instrument that is behind the sessions of its exchange. */
export const LaggingTickerView = z
  .object({
    finding_id: z.string(),
    ticker: z.string(),
    exchange: z.string().nullable(),
    name: z.string().nullable(),
    last_day: Day.nullable().describe('The last that is stored; null: none was ever.'),
    sessions: z.int().describe('Settled sessions since.'),
  })
  .meta({ id: 'LaggingTicker' });
export type LaggingTickerView = z.infer<typeof LaggingTickerView>;

/** An instrument with missing sessions. */
export const MissingDatesView = z
  .object({
    ticker: z.string(),
    exchange: z.string().nullable(),
    name: z.string().nullable(),
    sessions: z.int().describe('That are missing.'),
    ranges: z
      .array(z.object({ from: Day, to: Day, sessions: z.int() }))
      .describe('From session to session, both included.'),
  })
  .meta({ id: 'MissingDates' });
export type MissingDatesView = z.infer<typeof MissingDatesView>;

/** A target that failed, by its last failure. */
export const FetchErrorView = z
  .object({
    ticker: z.string().nullable().describe('The first of `tickers`; null for a whole market.'),
    tickers: z.array(z.string()),
    target: z.string(),
    dataset: z.string(),
    code: z.string().nullable(),
    message: z.string().nullable(),
    tries: z.int().describe('Requests of that run for it.'),
    run_id: z.string(),
    failed_at: Instant,
  })
  .meta({ id: 'FetchError' });
export type FetchErrorView = z.infer<typeof FetchErrorView>;

export const FigureTickersResponse = countedPageOf(FigureTickerView);
export const LaggingResponse = countedPageOf(LaggingTickerView).extend({
  histogram: z.array(z.object({ sessions: z.int(), tickers: z.int() })).describe('How many are how far behind.'),
});
export const MissingDatesResponse = countedPageOf(MissingDatesView);
export const FailuresResponse = countedPageOf(FindingView);
export const FetchErrorsResponse = countedPageOf(FetchErrorView).extend({
  codes: z.array(z.object({ code: z.string(), targets: z.int() })).describe('How many failed by which code.'),
});

const List = Paging.extend({
  date: AskedDay.optional().describe('As of the night that ended with this day (UTC); left out: now.'),
  safe: Safe,
});
const of = { method: 'get', tag: 'Quality', role: 'viewer', formats: ['text/csv'] } as const;

export const figureRoutes = {
  tickers: defineRoute({
    ...of,
    id: 'listFigureTickers',
    path: '/tickers',
    summary: 'The instruments behind a figure of the summary: requested every night, or listed or delisted in 30 days.',
    query: List.extend({ figure: z.enum(['active', 'new_30d', 'delisted_30d']).default('active') }),
    answers: { 200: FigureTickersResponse },
  }),
  lagging: defineRoute({
    ...of,
    id: 'listLaggingTickers',
    path: '/tickers/lagging',
    summary: 'The instruments that are more than so many sessions behind, the furthest first.',
    query: List.extend({
      days: z.coerce
        .number()
        .int()
        .min(0)
        .max(10_000)
        .default(0)
        .describe('Sessions; fewer than the threshold of `lag_check` are no lag, and never listed.'),
    }),
    answers: { 200: LaggingResponse },
  }),
  missingDates: defineRoute({
    ...of,
    id: 'listMissingDates',
    path: '/tickers/missing-dates',
    summary: 'The instruments with missing sessions, as ranges; those with the most first.',
    query: List,
    answers: { 200: MissingDatesResponse },
  }),
  failures: defineRoute({
    ...of,
    id: 'listFailures',
    path: '/qa/failures',
    summary: 'What checks have found as of a night, counted; with `figure` exactly what that figure counts.',
    query: List.extend({
      check: AskedName.optional(),
      figure: z.enum(['lagging', 'missing_dates', 'price_jumps_7d']).optional(),
      resolved: z
        .union([z.literal('all'), Flag])
        .optional()
        .describe('Those resolved by then; `all`: those too. Left out: open ones, or all of the figure.'),
    }),
    answers: { 200: FailuresResponse },
  }),
  fetchErrors: defineRoute({
    ...of,
    id: 'listFetchErrors',
    path: '/fetch/errors',
    summary: 'The targets that failed in the 24 hours before, each by its last failure, the latest first.',
    query: List.extend({ code: AskedName.optional().describe('Only those with this error code.') }),
    answers: { 200: FetchErrorsResponse },
  }),
};
