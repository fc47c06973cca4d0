import { z } from 'zod';
import { Flag, Wait } from './paging.ts';
import { defineRoute } from './route.ts';
import { DryRunResponse } from './scrape.ts';

/** The answer of a refresh; the counts are null while it still runs. */
export const RefreshResponse = z
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
export type RefreshResponse = z.infer<typeof RefreshResponse>;

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
};
