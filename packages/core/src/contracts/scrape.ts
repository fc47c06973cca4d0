import { z } from 'zod';
import { Instant } from '../day.ts';
import { Ticker } from '../identifiers.ts';
import { Flag } from './paging.ts';
import { defineRoute } from './route.ts';

/** What a manual run may be asked. */
const ScrapeRequest = z.object({
  days_back: z.coerce.number().int().min(1).max(36_600).default(30),
  max_filings: z.coerce.number().int().min(1).max(10_000).default(10),
  force: Flag,
  /** Failures of the source in a row, by tasks of the run, that stop it. */
  max_consecutive_failures: z.coerce.number().int().min(1).max(10_000).optional(),
  /** Say what the run would do, and write nothing. */
  dry_run: Flag,
  /** Seconds to wait for the run to end; 0: answer at once. */
  wait: z.coerce.number().int().min(0).max(300).default(0),
});

/** The answer of a run that was waited for; the counts are null while it still runs. */
export const ScrapeResponse = z
  .object({
    run_id: z.string(),
    state: z.string(),
    filings_found: z.int().nullable(),
    trades_created: z.int().nullable(),
  })
  .meta({ id: 'Scrape' });
export type ScrapeResponse = z.infer<typeof ScrapeResponse>;

export const ScrapeAllResponse = z
  .object({
    run_id: z.string(),
    state: z.string(),
    companies_scraped: z.int().nullable(),
    total_trades: z.int().nullable(),
  })
  .meta({ id: 'ScrapeAll' });
export type ScrapeAllResponse = z.infer<typeof ScrapeAllResponse>;

/** What a run would ask a source, and until when that takes. */
const SourceForecast = z.object({
  source: z.string(),
  /** What its targets are likely to take: what each took the last time, at least one each. */
  requests: z.int(),
  /** What they take at most, as far as the parameters say: an answer may name further pages. */
  at_most: z.int(),
  /** Requests that come before these. */
  ahead: z.int(),
  /** When the last of them leaves at today's pace and quota; null while the source is paused. */
  ends_at: Instant.nullable(),
});

/** The answer of a dry run: what a run would do. Nothing was written. */
export const DryRunResponse = z
  .object({
    dry_run: z.literal(true),
    dataset: z.string(),
    /** Targets that would be asked. */
    targets: z.int(),
    /** Targets that a gate would skip, by the reason. */
    skipped: z.record(z.string(), z.int()),
    requests: z.int(),
    sources: z.array(SourceForecast),
    ends_at: Instant.nullable(),
  })
  .meta({ id: 'DryRun' });
export type DryRunResponse = z.infer<typeof DryRunResponse>;

export const scrapeRoutes = {
  ticker: defineRoute({
    ...{ id: 'scrapeTicker', method: 'post', path: '/scheduler/scrape/{ticker}', tag: 'Scheduler', role: 'operator' },
    summary: 'A manual run for one ticker. 200 when it has ended (or for a dry run), else 202.',
    params: z.object({ ticker: Ticker }),
    query: ScrapeRequest,
    answers: { 200: z.union([ScrapeResponse, DryRunResponse]), 202: ScrapeResponse },
  }),
  all: defineRoute({
    ...{ id: 'scrapeAll', method: 'post', path: '/scheduler/scrape-all', tag: 'Scheduler', role: 'operator' },
    summary: 'A manual run for every tracked ticker. 200 when it has ended (or for a dry run), else 202.',
    query: ScrapeRequest.extend({
      /** At most so many companies, the first in order. */
      limit: z.coerce.number().int().min(1).max(100_000).optional(),
    }),
    answers: { 200: z.union([ScrapeAllResponse, DryRunResponse]), 202: ScrapeAllResponse },
  }),
};
