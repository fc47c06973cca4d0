// Contracts of what needs a person, and of how schedules and sources have done: what the overview shows.

import { z } from 'zod';
import { Severity } from '../alerts.ts';
import { Day, Instant } from '../day.ts';
import { Role } from '../roles.ts';
import { AskedDay } from './paging.ts';
import { defineRoute } from './route.ts';

/** Something that needs a person: a cause, not its symptoms. */
export const AttentionView = z
  .object({
    key: z.string().describe('The same as long as it is the same cause.'),
    severity: Severity,
    headline: z.string(),
    since: Instant.nullable().describe('Null where nobody knows.'),
    affects: z.string().describe('What it holds up, in words.'),
    action: z.string().nullable().describe('The one thing that a person can do, in words.'),
    operation: z
      .object({
        label: z.string(),
        method: z.enum(['POST', 'DELETE']),
        path: z.string().describe('Under /api/v1.'),
        role: Role,
      })
      .nullable()
      .describe('The request that does it; null where it takes more than one.'),
    page: z.string().describe('The page of the dashboard with what it affects.'),
    runbook: z.string().nullable(),
    alert_id: z.string().nullable(),
    acked_by: z.string().nullable(),
  })
  .meta({ id: 'Attention' });
export type AttentionView = z.infer<typeof AttentionView>;

export const AttentionResponse = z.object({ items: z.array(AttentionView) });

/** What became of one slot of a schedule. */
const SlotOutcome = z.object({
  due_at: Instant,
  run_id: z.string().nullable().describe('Null: it was skipped.'),
  state: z.string().describe('That of the run; `skipped` where there is none.'),
  skip_reason: z.string().nullable().describe('`slot-closed`, `missed`, `stopped` or `paused`.'),
});

/** A schedule with what became of its last slots. */
const ScheduleOutcomes = z
  .object({
    schedule_id: z.string(),
    dataset: z.string(),
    kind: z.enum(['market', 'group', 'ticker']),
    ticker: z.string().nullable(),
    enabled: z.boolean(),
    outcomes: z.array(SlotOutcome).describe('The latest first.'),
  })
  .meta({ id: 'ScheduleOutcomes' });

export const OutcomesResponse = z.object({ items: z.array(ScheduleOutcomes) });

/** The runs of a dataset that began in one night. */
const RunNightView = z
  .object({
    dataset: z.string(),
    night: Day.describe('The day (UTC) on which they were made.'),
    runs: z.int(),
    states: z.record(z.string(), z.int()),
    worst: z
      .object({ run_id: z.string(), state: z.string() })
      .describe('The run that went worst, the latest of these.'),
  })
  .meta({ id: 'RunNight' });

export const RunNightsResponse = z.object({ from: Day, to: Day, items: z.array(RunNightView) });

/** The requests to a source on one day. */
const SourceDayView = z
  .object({
    source: z.string(),
    day: Day,
    requests: z.int(),
    failures: z.int(),
    throttles: z.int(),
    p50_ms: z.int().nullable(),
    p95_ms: z.int().nullable(),
  })
  .meta({ id: 'SourceDay' });

export const SourceDaysResponse = z.object({ from: Day, to: Day, items: z.array(SourceDayView) });

const of = { method: 'get', role: 'viewer' } as const;
const days = (usual: number, max: number) =>
  z.object({
    days: z.coerce.number().int().min(1).max(max).default(usual).describe('So many days (UTC), the last included.'),
    date: AskedDay.optional().describe('The last day; left out: today.'),
  });

export const overviewRoutes = {
  attention: defineRoute({
    ...of,
    id: 'getAttention',
    path: '/attention',
    tag: 'Status',
    summary: 'What needs a person, the worst first: causes, since when, what they affect, and the one action.',
    answers: { 200: AttentionResponse },
  }),
  outcomes: defineRoute({
    ...of,
    id: 'listScheduleOutcomes',
    path: '/scheduler/outcomes',
    tag: 'Scheduler',
    summary: 'What became of the last slots of each schedule; tickers that follow their group are one with it.',
    query: z.object({ last: z.coerce.number().int().min(1).max(50).default(7).describe('So many slots of each.') }),
    answers: { 200: OutcomesResponse },
  }),
  nights: defineRoute({
    ...of,
    id: 'listRunNights',
    path: '/runs/nights',
    tag: 'Runs',
    summary: 'How the runs of each dataset went, night by night.',
    query: days(14, 92),
    answers: { 200: RunNightsResponse },
  }),
  sourceDays: defineRoute({
    ...of,
    id: 'listSourceDays',
    path: '/sources/days',
    tag: 'Sources',
    summary: 'The requests to each source, their failures and latencies, day by day.',
    query: days(30, 90),
    answers: { 200: SourceDaysResponse },
  }),
};
