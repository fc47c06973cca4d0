// Contracts of runs, their targets and reports, for the API and its clients.

import { z } from 'zod';
import { Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { AskedName, Paging, pageOf, RowId, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

/** What a run did; live while it runs. Counts are sums over its targets and tasks. */
const RunReport = z
  .object({
    duration_ms: z.number(),
    targets: z.int(),
    targets_by_state: z.record(z.string(), z.int()),
    skipped: z
      .record(z.string(), z.int())
      .describe('Skipped targets by the reason: `fresh`, `no-news`, `covered`, `in-flight`, `limit`, `dead-letter`, …'),
    found: z.int().describe('Filings found (insider trades), records found (other datasets).'),
    created: z.int().describe('Rows that were not there before: trades, for insider trades.'),
    other_issuer: z.int().describe("Filings found with a target that turned out to be another issuer's."),
    requests: z.int(),
    retried: z.int(),
    tasks: z.int(),
    tasks_by_state: z.record(z.string(), z.int()),
    errors: z.array(z.object({ code: z.string(), tasks: z.int() })),
    /** The first hundred targets that failed, are gone, are partial, or were superseded. */
    failed: z.array(
      z.object({
        target: z.string(),
        tickers: z.array(z.string()),
        state: z.string(),
        code: z.string().nullable(),
        message: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'RunReport' });

/** A run as the API returns it. */
export const RunView = z
  .object({
    id: z.string(),
    dataset: z.string(),
    trigger: z.string(),
    retry_of: z.string().nullable().describe('The run whose failed targets it requests once more.'),
    state: z.string().describe('planning → running → done | partial | failed | cancelled'),
    paused: z.boolean().describe('Its tasks wait until it is resumed.'),
    ending: z
      .string()
      .nullable()
      .describe('`cancelled`, `superseded` or `stopped`: it was called off and waits for its last requests to end.'),
    created_at: Instant,
    finished_at: Instant.nullable(),
    report: RunReport,
  })
  .meta({ id: 'Run' });
export type RunView = z.infer<typeof RunView>;

/** One target of a run: an execution of the history. */
export const TargetView = z
  .object({
    id: z.string().describe('Of the execution, as `explain` takes it.'),
    target: z.string(),
    tickers: z.array(z.string()),
    state: z.string(),
    skip_reason: z.string().nullable(),
    joined_run: z.string().nullable().describe('Skipped, because the open target of this run covers the request.'),
    found: z.int(),
    created: z.int(),
    other_issuer: z.int(),
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
  })
  .meta({ id: 'Target' });
export type TargetView = z.infer<typeof TargetView>;

/** How a run went by time, and the run before it. */
export const RunTimelineView = z
  .object({
    phases: z
      .array(
        z.object({
          kind: z
            .enum(['planning', 'requests', 'idle', 'ending'])
            .describe('`idle`: none of its requests was under way; `ending`: the last had ended, and the run had not.'),
          from: Instant,
          to: Instant.nullable().describe('Null: it goes on.'),
          requests: z.int(),
          failed: z.int(),
          sources: z.array(z.string()),
        }),
      )
      .describe('Without a hole from its creation on; what is shorter than 5 s, or than 2 % of the run, is no pause.'),
    before: RunView.nullable().describe('The one before of the same dataset, trigger and schedules that has ended.'),
  })
  .meta({ id: 'RunTimeline' });
export type RunTimelineView = z.infer<typeof RunTimelineView>;

export const RunsResponse = pageOf(RunView);
export const TargetsResponse = pageOf(TargetView);

const one = { tag: 'Runs', params: z.object({ id: RowId }) } as const;

export const runRoutes = {
  list: defineRoute({
    id: 'listRuns',
    method: 'get',
    path: '/runs',
    tag: 'Runs',
    role: 'viewer',
    summary: 'Runs, newest first, with their reports so far.',
    query: Paging.extend({
      dataset: AskedName.optional(),
      trigger: AskedName.optional(),
      state: AskedName.optional(),
      ticker: AskedTicker.optional().describe('Runs with this ticker.'),
      safe: Safe,
    }),
    answers: { 200: RunsResponse },
    formats: ['text/csv'],
  }),
  get: defineRoute({
    ...one,
    id: 'getRun',
    method: 'get',
    path: '/runs/{id}',
    role: 'viewer',
    summary: 'One run with its report, live while it runs.',
    answers: { 200: RunView },
  }),
  report: defineRoute({
    ...one,
    id: 'getRunReport',
    method: 'get',
    path: '/runs/{id}/report',
    role: 'viewer',
    summary: 'The report of a run alone.',
    answers: { 200: RunReport },
  }),
  timeline: defineRoute({
    ...one,
    id: 'getRunTimeline',
    method: 'get',
    path: '/runs/{id}/timeline',
    role: 'viewer',
    summary: 'How a run went by time, with its pauses, and the run before it to compare it with.',
    answers: { 200: RunTimelineView },
  }),
  targets: defineRoute({
    ...one,
    id: 'listRunTargets',
    method: 'get',
    path: '/runs/{id}/targets',
    role: 'viewer',
    summary: 'The targets of a run, in the order in which they were planned.',
    query: Paging,
    answers: { 200: TargetsResponse },
  }),
  cancel: defineRoute({
    ...one,
    id: 'cancelRun',
    method: 'post',
    path: '/runs/{id}/cancel',
    role: 'operator',
    summary: 'Calls a run off. 202 while its last requests end; what they bring is kept.',
    answers: { 200: RunView, 202: RunView },
  }),
  pause: defineRoute({
    ...one,
    id: 'pauseRun',
    method: 'post',
    path: '/runs/{id}/pause',
    role: 'operator',
    summary: 'Lets the tasks of a run wait until it is resumed.',
    answers: { 200: RunView },
  }),
  resume: defineRoute({
    ...one,
    id: 'resumeRun',
    method: 'post',
    path: '/runs/{id}/resume',
    role: 'operator',
    summary: 'Lets a paused run go on.',
    answers: { 200: RunView },
  }),
};
