// Contracts of the refresh of all stocks with its reports, and of the refresh of prices alone.

import { z } from 'zod';
import { Instant } from '../day.ts';
import { RefreshProfile } from '../refresh.ts';
import { Flag, RowId, Wait } from './paging.ts';
import { defineRoute } from './route.ts';
import { DryRunResponse } from './scrape.ts';
import { tickerSelection } from './ticker-selection.ts';

/** The answer of a refresh of prices; the counts are null while it still runs. */
const RefreshResponse = z
  .object({
    run_id: z.string(),
    state: z.string(),
    tickers_refreshed: z.int().nullable().describe('Instruments that were requested; those up to date were not.'),
    prices_created: z.int().nullable(),
    skipped: z
      .record(z.string(), z.int())
      .nullable()
      .describe('Instruments that were not requested, by the reason; null while the run still runs.'),
  })
  .meta({ id: 'Refresh' });

/** What a refresh came to; live while it goes on. */
export const RefreshReportView = z
  .object({
    run_id: z.string(),
    profile: RefreshProfile,
    state: z.string(),
    tickers: z.array(z.string()).nullable().describe('Null: all stocks that are due.'),
    limit: z.int().nullable().describe('At most so many targets of each dataset.'),
    force: z.boolean(),
    backup: z.string().nullable().describe('The backup that was made before it; null: none was.'),
    started_at: Instant,
    ended_at: Instant.nullable().describe('Null: it goes on.'),
    duration_ms: z.int(),
    total: z.int().describe('All stocks that it is about; each counts once in what follows.'),
    successful: z.int().describe('Something of them was requested, and nothing failed.'),
    failed: z.int(),
    waiting: z.int(),
    skipped: z.record(z.string(), z.int()).describe('Stocks of which nothing was requested, by the reason.'),
    success_rate: z.number().nullable().describe('Of those that were requested, a fraction; null where none was.'),
    datasets: z.array(
      z.object({
        dataset: z.string(),
        run_id: z.string(),
        state: z.string(),
        targets: z.int(),
        found: z.int(),
        created: z.int(),
        started_at: Instant,
      }),
    ),
    sources: z.array(
      z.object({
        source: z.string(),
        tasks: z.int(),
        open: z.int().describe('Tasks that are not done yet.'),
        requests: z.int(),
        bytes: z.number().describe('Of the last answer to each task, decoded.'),
      }),
    ),
    errors: z.array(z.object({ code: z.string(), tasks: z.int() })),
    failures: z
      .array(
        z.object({
          ticker: z.string(),
          dataset: z.string(),
          state: z.string(),
          code: z.string().nullable(),
          message: z.string().nullable(),
        }),
      )
      .describe('What was not refreshed, the first hundred.'),
    new_reports: z.int(),
    revisions: z.int().describe('Figures that a later report restated.'),
    revised_companies: z.int(),
    findings: z.int().describe('What checks have found since it began.'),
    slowest: z.array(z.object({ ticker: z.string(), dataset: z.string(), ms: z.int() })),
  })
  .meta({ id: 'RefreshReport' });
export type RefreshReportView = z.infer<typeof RefreshReportView>;

export const RefreshReportsResponse = z.object({ items: z.array(RefreshReportView) });

/** The answer of a dry run of a refresh. Nothing was written. */
export const RefreshForecastView = z
  .object({
    dry_run: z.literal(true),
    profile: RefreshProfile,
    stocks: z.int().nullable().describe('All stocks that it is about; null where tickers are named.'),
    with_news: z.int().describe('Companies of which the index names a report that their facts lack.'),
    targets: z.int(),
    requests: z.int(),
    minutes: z.int().nullable().describe('Until the last request leaves; null while a source is paused.'),
    ends_at: Instant.nullable(),
    sources: z.array(
      z.object({ source: z.string(), requests: z.int(), at_most: z.int(), ends_at: Instant.nullable() }),
    ),
    datasets: z.array(
      z.object({
        dataset: z.string(),
        targets: z.int(),
        requests: z.int(),
        skipped: z.record(z.string(), z.int()).describe('Targets that a gate would skip, by the reason.'),
      }),
    ),
  })
  .meta({ id: 'RefreshForecast' });
export type RefreshForecastView = z.infer<typeof RefreshForecastView>;

export const refreshRoutes = {
  prices: defineRoute({
    id: 'refreshPrices',
    method: 'post',
    path: '/admin/refresh',
    tag: 'Scheduler',
    role: 'operator',
    summary:
      'Refreshes the daily prices of the active tickers now. 200 when it has ended (or for a dry run), else 202.',
    query: z.object({
      dry_run: Flag.describe('Say what the run would do, and write nothing.'),
      wait: Wait,
    }),
    answers: { 200: z.union([RefreshResponse, DryRunResponse]), 202: RefreshResponse },
  }),
  start: defineRoute({
    id: 'startRefresh',
    method: 'post',
    path: '/refresh',
    tag: 'Scheduler',
    role: 'operator',
    summary:
      'Refreshes the stocks of the United States now: facts, profiles and prices of what is due. 200 for a dry run, else 202.',
    query: z.object({
      profile: RefreshProfile.default('nightly'),
      tickers: tickerSelection.tickers,
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(100_000)
        .optional()
        .describe('At most so many targets of each dataset, the first in order.'),
      force: Flag.describe('Ask although it is fresh, and nothing is new.'),
      dry_run: Flag.describe('Say what it would do, and write nothing.'),
    }),
    answers: { 200: RefreshForecastView, 202: RefreshReportView },
  }),
  reports: defineRoute({
    id: 'listRefreshReports',
    method: 'get',
    path: '/refresh-reports',
    tag: 'Scheduler',
    role: 'viewer',
    summary: 'The last refreshes, the latest first, each with its report; at most 30 are kept.',
    query: z.object({ limit: z.coerce.number().int().min(1).max(30).default(30) }),
    answers: { 200: RefreshReportsResponse },
  }),
  report: defineRoute({
    id: 'getRefreshReport',
    method: 'get',
    path: '/refresh-reports/{run}',
    tag: 'Scheduler',
    role: 'viewer',
    summary: 'The report of a refresh, live while it goes on.',
    params: z.object({ run: RowId }),
    answers: { 200: RefreshReportView },
  }),
};
