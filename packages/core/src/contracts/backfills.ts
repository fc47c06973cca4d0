// Contracts of backfills, for the API and its clients.

import { z } from 'zod';
import { Dataset, earliestBackfillDay } from '../datasets.ts';
import { Day, Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { AskedDay, Flag, Paging, pageOf, RowId, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

/** What can be filled, and of which instruments and days. */
const BackfillRequest = z
  .strictObject({
    dataset: Dataset.describe('One that can be missing something: `daily-prices`.'),
    tickers: z.array(AskedTicker).min(1).max(100_000).optional(),
    all: z.literal(true).optional().describe('Every instrument that is listed, in place of `tickers`.'),
    from: AskedDay.optional().describe('The first day; `start_year` in its place means the first of January.'),
    to: AskedDay.optional().describe('The last day; today where it is left out.'),
  })
  .refine(({ tickers, all }) => (tickers === undefined) !== (all === undefined), {
    path: ['tickers'],
    error: 'name tickers, or all: one of them',
  })
  .refine(({ from }) => from === undefined || from >= earliestBackfillDay, {
    path: ['from'],
    error: `must not be before ${earliestBackfillDay}`,
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    error: 'must not be before from',
  });

const state = z.enum(['planning', 'running', 'paused', 'done', 'partial', 'failed', 'cancelled']);

/** A backfill as the API returns it: a run, whose id it has. */
export const BackfillView = z
  .object({
    id: z.string().describe('Of the run, too.'),
    dataset: z.string(),
    tickers: z.array(z.string()).nullable().describe('Null: every instrument that is listed.'),
    from: Day,
    to: Day,
    state,
    ending: z.string().nullable().describe('It was called off, and waits for its last requests to end.'),
    created_at: Instant,
    finished_at: Instant.nullable(),
    percent: z
      .number()
      .describe('Of its requests, those that have ended; while it is planned, no more than is planned.'),
    targets_by_state: z.record(z.string(), z.int()).describe('Its instruments that were missing something.'),
    tasks: z.int(),
    tasks_by_state: z.record(z.string(), z.int()),
    rows_stored: z.int(),
    rows_per_second: z.number().nullable().describe('Over the last five minutes; null when it has ended.'),
    sources: z.array(
      z.object({
        source: z.string(),
        requests: z.int().describe('Made so far, with those that were repeated.'),
        left: z.int().describe('Known so far, and still to be made.'),
        ends_at: Instant.nullable().describe("At today's pace and quota; null while it is unknown."),
      }),
    ),
    ends_at: Instant.nullable(),
  })
  .meta({ id: 'Backfill' });
export type BackfillView = z.infer<typeof BackfillView>;

/** What a backfill would do. Nothing was written. */
export const BackfillForecast = z
  .object({
    dry_run: z.literal(true),
    dataset: z.string(),
    from: Day,
    to: Day,
    instruments: z.int().describe('Instruments that are missing something.'),
    requests: z.int(),
    rows_at_most: z.int().describe('Sessions in their gaps: a row each, where there was trade.'),
    sources: z.array(
      z.object({
        source: z.string(),
        requests: z.int(),
        ahead: z.int().describe('Requests that come before these.'),
        ends_at: Instant.nullable(),
      }),
    ),
    ends_at: Instant.nullable().describe(
      "When the last request leaves at today's pace and quota; null while nobody can say.",
    ),
  })
  .meta({ id: 'BackfillForecast' });
export type BackfillForecast = z.infer<typeof BackfillForecast>;

export const BackfillsResponse = pageOf(BackfillView);

const one = { tag: 'Backfills', params: z.object({ id: RowId }) } as const;

export const backfillRoutes = {
  start: defineRoute({
    id: 'startBackfill',
    method: 'post',
    path: '/backfills',
    tag: 'Backfills',
    role: 'operator',
    summary: 'Fills what is missing of a dataset, newest days first. 202; 200 for a dry run.',
    query: z.object({
      start_year: z.coerce.number().int().min(1990).max(9999).optional().describe('In place of `from`.'),
      dry_run: Flag.describe('Say what it would cost, and write nothing.'),
    }),
    body: BackfillRequest,
    answers: { 200: BackfillForecast, 202: BackfillView },
  }),
  list: defineRoute({
    id: 'listBackfills',
    method: 'get',
    path: '/backfills',
    tag: 'Backfills',
    role: 'viewer',
    summary: 'Backfills, newest first.',
    query: Paging.extend({ safe: Safe }),
    answers: { 200: BackfillsResponse },
    formats: ['text/csv'],
  }),
  get: defineRoute({
    ...one,
    id: 'getBackfill',
    method: 'get',
    path: '/backfills/{id}',
    role: 'viewer',
    summary: 'One backfill: how far it is, how fast, and when it ends.',
    answers: { 200: BackfillView },
  }),
  pause: defineRoute({
    ...one,
    id: 'pauseBackfill',
    method: 'post',
    path: '/backfills/{id}/pause',
    role: 'operator',
    summary: 'Lets a backfill wait until it is resumed, its planning too.',
    answers: { 200: BackfillView },
  }),
  resume: defineRoute({
    ...one,
    id: 'resumeBackfill',
    method: 'post',
    path: '/backfills/{id}/resume',
    role: 'operator',
    summary: 'Lets a paused backfill go on.',
    answers: { 200: BackfillView },
  }),
  cancel: defineRoute({
    ...one,
    id: 'cancelBackfill',
    method: 'post',
    path: '/backfills/{id}/cancel',
    role: 'operator',
    summary: 'Calls a backfill off; what it has brought is kept. 202 while its last requests end.',
    answers: { 200: BackfillView, 202: BackfillView },
  }),
};
