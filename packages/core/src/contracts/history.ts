// Contracts of executions and their statistics, for the API and its clients.

import { z } from 'zod';
import { Dataset } from '../datasets.ts';
import { Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { longPageOf } from './insider-trades.ts';
import { AskedDay, Paging } from './paging.ts';
import { defineRoute } from './route.ts';

/** How an execution ended, in four words; `error_code` and `skip_reason` give details. */
const ExecutionStatus = z.enum(['success', 'failed', 'running', 'skipped']);

/** One target of one run: the request about a ticker and its outcome. */
export const ExecutionView = z
  .object({
    id: z.string(),
    ticker: z.string().nullable().describe('The first of `tickers`; null for a whole market.'),
    tickers: z.array(z.string()),
    target: z.string().describe('The CIK, or `*` for a whole market.'),
    dataset: z.string(),
    run_id: z.string(),
    started_at: Instant.nullable(),
    completed_at: Instant.nullable(),
    status: ExecutionStatus,
    partial: z
      .boolean()
      .describe(
        'A success that left something out: a document that could not be read, or filings beyond `max_filings`.',
      ),
    skip_reason: z.string().nullable(),
    filings_found: z.int(),
    trades_created: z.int(),
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
    duration_seconds: z.number().nullable(),
  })
  .meta({ id: 'Execution' });
export type ExecutionView = z.infer<typeof ExecutionView>;

/** Counts of executions. */
export const ExecutionStatistics = z
  .object({
    total_scrapes: z.int().describe('Executions, those that still run included; skipped ones are counted apart.'),
    success_count: z.int(),
    partial_count: z.int().describe('Of the successes.'),
    failed_count: z.int(),
    running_count: z.int(),
    skipped_count: z.int(),
    avg_duration: z.number().nullable().describe('Seconds, of those that ended; null where none has.'),
    total_filings_found: z.int(),
    total_trades_created: z.int(),
  })
  .meta({ id: 'ExecutionStatistics' });
export type ExecutionStatistics = z.infer<typeof ExecutionStatistics>;

const deepestRow = 5_000;
const filter = {
  status: ExecutionStatus.optional(),
  dataset: Dataset.optional(),
  from: AskedDay.optional().describe(
    'Days (UTC) on which it started, both included; one that was skipped, on which it was.',
  ),
  to: AskedDay.optional(),
};
const isShallow = ({ page, limit }: { page: number; limit: number }) => page * limit <= deepestRow;
const tooDeep = { path: ['page'], error: `reaches beyond row ${deepestRow}: narrow the list with from and to` };

const tag = 'Scheduler';

export const historyRoutes = {
  list: defineRoute({
    id: 'listHistory',
    method: 'get',
    path: '/scheduler/history',
    tag,
    role: 'viewer',
    summary: 'Executions, the latest first: one for each target of each run, skips included.',
    query: Paging.extend({ ...filter, ticker: AskedTicker.optional() }).refine(isShallow, tooDeep),
    answers: { 200: longPageOf(ExecutionView) },
  }),
  ofTicker: defineRoute({
    id: 'listHistoryOfTicker',
    method: 'get',
    path: '/scheduler/history/{ticker}',
    tag,
    role: 'viewer',
    summary: 'The executions of one ticker: those of its CIK, through whichever of its tickers.',
    params: z.object({ ticker: AskedTicker }),
    query: Paging.extend(filter).refine(isShallow, tooDeep),
    answers: { 200: longPageOf(ExecutionView) },
  }),
  statistics: defineRoute({
    id: 'schedulerStatistics',
    method: 'get',
    path: '/scheduler/stats',
    tag,
    role: 'viewer',
    summary: 'How many executions succeeded and failed, how long they took, what they brought.',
    query: z.object({ dataset: filter.dataset, from: filter.from, to: filter.to, ticker: AskedTicker.optional() }),
    answers: { 200: ExecutionStatistics },
  }),
};
