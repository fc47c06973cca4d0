// Contracts of manual runs and dry runs, for the API and its clients.

import { z } from 'zod';
import { Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { Flag, Wait } from './paging.ts';
import { defineRoute } from './route.ts';

/** The parameters of a manual run. */
const ScrapeRequest = z.object({
  days_back: z.coerce.number().int().min(1).max(36_600).default(30).describe('How far back to look, days.'),
  max_filings: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(10)
    .describe('At most so many filings that are not stored yet.'),
  force: Flag.describe('Request it although it is fresh, and documents that were set aside.'),
  max_consecutive_failures: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Failures of the source in a row, by tasks of the run, that stop it.'),
  dry_run: Flag.describe('Say what the run would do, and write nothing.'),
  wait: Wait,
});

const Skipped = z
  .record(z.string(), z.int())
  .nullable()
  .describe('Targets that were not requested, by the reason; null while the run still runs.');

/** The answer of a run that was waited for; the counts are null while it still runs. */
export const ScrapeResponse = z
  .object({
    run_id: z.string(),
    state: z.string(),
    answered_by: z
      .enum(['new-run', 'open-run', 'recent-run'])
      .describe(
        'Which run that is: one made for this request, one that fetched the ticker already when it came, or one that fetched it less than 60 s before, so that nothing is requested again.',
      ),
    filings_found: z.int().nullable().describe('Of this ticker.'),
    trades_created: z.int().nullable().describe('Of this ticker.'),
    skipped: Skipped,
  })
  .meta({ id: 'Scrape' });
export type ScrapeResponse = z.infer<typeof ScrapeResponse>;

export const ScrapeAllResponse = z
  .object({
    run_id: z.string(),
    state: z.string(),
    companies_scraped: z.int().nullable(),
    total_trades: z.int().nullable(),
    skipped: Skipped,
  })
  .meta({ id: 'ScrapeAll' });
export type ScrapeAllResponse = z.infer<typeof ScrapeAllResponse>;

/** What a run would request from a source, and until when that takes. */
const SourceForecast = z.object({
  source: z.string(),
  requests: z.int().describe('What its targets are likely to take: what each took the last time, at least one each.'),
  at_most: z.int().describe('The most that the parameters allow: an answer may name further pages.'),
  ahead: z.int().describe('Requests that come before these.'),
  ends_at: Instant.nullable().describe(
    "When the last of them leaves at today's pace and quota; null while the source is paused.",
  ),
});

/** The answer of a dry run: what a run would do. Nothing was written. */
export const DryRunResponse = z
  .object({
    dry_run: z.literal(true),
    dataset: z.string(),
    targets: z.int().describe('Targets that would be requested.'),
    skipped: z.record(z.string(), z.int()).describe('Targets that a gate would skip, by the reason.'),
    requests: z.int(),
    sources: z.array(SourceForecast),
    ends_at: Instant.nullable(),
  })
  .meta({ id: 'DryRun' });
export type DryRunResponse = z.infer<typeof DryRunResponse>;

export const scrapeRoutes = {
  ticker: defineRoute({
    id: 'scrapeTicker',
    method: 'post',
    path: '/scheduler/scrape/{ticker}',
    tag: 'Scheduler',
    role: 'operator',
    summary: 'A manual run for one ticker. 200 when it has ended (or for a dry run), else 202.',
    params: z.object({ ticker: AskedTicker }),
    query: ScrapeRequest,
    answers: { 200: z.union([ScrapeResponse, DryRunResponse]), 202: ScrapeResponse },
  }),
  all: defineRoute({
    id: 'scrapeAll',
    method: 'post',
    path: '/scheduler/scrape-all',
    tag: 'Scheduler',
    role: 'operator',
    summary: 'A manual run for every tracked ticker. 200 when it has ended (or for a dry run), else 202.',
    query: ScrapeRequest.extend({
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(100_000)
        .optional()
        .describe('At most so many companies, the first in order.'),
    }),
    answers: { 200: z.union([ScrapeAllResponse, DryRunResponse]), 202: ScrapeAllResponse },
  }),
};
