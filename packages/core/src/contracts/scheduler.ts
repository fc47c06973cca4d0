// Contracts of schedules and the scheduler, for the API and its clients.

import { z } from 'zod';
import { Cron, Zone } from '../cron.ts';
import { Dataset } from '../datasets.ts';
import { Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { Stage } from '../stages.ts';
import { AskedPause, Flag, Paging, pageOf, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

const ScheduleId = z
  .string()
  .regex(/^\d{1,18}$/, { error: 'must be the number of a schedule' })
  .transform(BigInt);
const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of day, HH:MM' });

/** The parameters of a scheduled run; each dataset takes its own. */
const ScheduleParams = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .describe(
    'By dataset: `days_back` and `max_filings` of `insider-trades`, `days_back` of `ownership-index` and `filing-sections`, `years` of `daily-prices`, `scope` of `company-facts`, `company-profile` and `reports` (`tracked` or `listed`), `years` of `reports`, `limit` of `refresh` and `refresh-morning`.',
  );

/** A schedule as the API returns it. */
export const ScheduleView = z
  .object({
    id: z.string(),
    dataset: z.string(),
    kind: z
      .enum(['market', 'group', 'ticker'])
      .describe(
        '`market`: of a whole market. `group`: what tickers without a schedule of their own follow. `ticker`: of one ticker.',
      ),
    ticker: z.string().nullable(),
    tickers: z.int().nullable().describe('How many tickers follow the group; null for what is no group.'),
    group: z
      .string()
      .describe(
        'The dataset; for a ticker with a schedule of its own `<dataset>/<id>`. One slot of a group is one run.',
      ),
    cron: z.string().nullable(),
    cron_text: z.string().describe('When it falls due, in words.'),
    zone: z.string(),
    after: z.string().nullable().describe('The schedule that it follows, in place of a cron expression.'),
    not_before: z.string().nullable(),
    params: ScheduleParams,
    enabled: z.boolean(),
    next_run: Instant.nullable(),
    next_runs: z.array(Instant),
    paused_at: Instant.nullable().describe('Its slots are skipped since; of a ticker, by its group too.'),
    paused_by: z.string().nullable(),
    pause_reason: z.string().nullable(),
    pause_until: Instant.nullable().describe('When that ends by itself.'),
  })
  .meta({ id: 'Schedule' });
export type ScheduleView = z.infer<typeof ScheduleView>;

export const SchedulesResponse = pageOf(ScheduleView).extend({ total: z.int() });
export type SchedulesResponse = z.infer<typeof SchedulesResponse>;

const eitherCronOrAfter = 'give a cron expression, or the schedule that it follows';
const onlyAfter = 'only a schedule that follows another has it';

/** `POST scheduler/jobs`: a schedule of a dataset, or a ticker's own in place of its group's. */
const NewSchedule = z
  .strictObject({
    dataset: z.union([Dataset, Stage]),
    ticker: AskedTicker.optional(),
    cron: Cron.optional(),
    zone: Zone.default('UTC'),
    after: ScheduleId.optional(),
    not_before: TimeOfDay.optional(),
    params: ScheduleParams.optional(),
    enabled: z.boolean().default(true),
  })
  .refine(({ cron, after }) => (cron === undefined) !== (after === undefined), {
    path: ['cron'],
    error: eitherCronOrAfter,
  })
  .refine(({ after, not_before }) => not_before === undefined || after !== undefined, {
    path: ['not_before'],
    error: onlyAfter,
  });

/** `PATCH scheduler/jobs/{id}`: what is not named stays. A cron expression ends following, and the other way round. */
const ScheduleChange = z
  .strictObject({
    cron: Cron.optional(),
    zone: Zone.optional(),
    after: ScheduleId.optional(),
    not_before: TimeOfDay.nullable().optional(),
    params: ScheduleParams.optional(),
    enabled: z.boolean().optional(),
  })
  .refine(({ cron, after }) => cron === undefined || after === undefined, { path: ['cron'], error: eitherCronOrAfter });

/** `GET scheduler/status`. */
export const SchedulerStatus = z
  .object({
    running: z.boolean().describe('False: stopped by an operator; slots are written as skipped until it is started.'),
    stopped: z
      .object({ since: Instant, by: z.string().nullable(), reason: z.string().nullable() })
      .nullable()
      .describe('Null while they run.'),
    jobs_count: z.int().describe('Schedules that fall due: tickers, not groups.'),
    last_run: Instant.nullable().describe('When the last scheduled run was made.'),
    next_run: Instant.nullable(),
    queues: z.array(z.object({ name: z.string(), waiting: z.int(), delayed: z.int(), active: z.int() })),
  })
  .meta({ id: 'SchedulerStatus' });
export type SchedulerStatus = z.infer<typeof SchedulerStatus>;

const tag = 'Scheduler';
const one = { tag, params: z.object({ id: ScheduleId }) } as const;

export const schedulerRoutes = {
  status: defineRoute({
    id: 'getSchedulerStatus',
    method: 'get',
    path: '/scheduler/status',
    tag,
    role: 'viewer',
    summary: 'Whether the schedules run, how many, the last and the next run, the queues.',
    answers: { 200: SchedulerStatus },
  }),
  start: defineRoute({
    id: 'startScheduler',
    method: 'post',
    path: '/scheduler/start',
    tag,
    role: 'operator',
    summary: 'Lets all schedules fall due again, over restarts too.',
    answers: { 200: SchedulerStatus },
  }),
  stop: defineRoute({
    id: 'stopScheduler',
    method: 'post',
    path: '/scheduler/stop',
    tag,
    role: 'operator',
    summary: 'Lets no schedule fall due until started, over restarts too.',
    body: z.strictObject({ reason: z.string().trim().min(1).max(500).optional() }),
    answers: { 200: SchedulerStatus },
  }),
  list: defineRoute({
    id: 'listSchedules',
    method: 'get',
    path: '/scheduler/jobs',
    tag,
    role: 'viewer',
    summary: 'The schedules with their next runs.',
    query: Paging.extend({
      dataset: z.union([Dataset, Stage]).optional(),
      ticker: AskedTicker.optional(),
      own: Flag.describe('Without tickers that follow the schedule of their group.'),
      safe: Safe,
    }),
    answers: { 200: SchedulesResponse },
    formats: ['text/csv'],
  }),
  add: defineRoute({
    id: 'addSchedule',
    method: 'post',
    path: '/scheduler/jobs',
    tag,
    role: 'operator',
    summary: "Writes a schedule of a dataset, or a ticker's own in place of its group's.",
    body: NewSchedule,
    answers: { 201: ScheduleView },
  }),
  get: defineRoute({
    ...one,
    id: 'getSchedule',
    method: 'get',
    path: '/scheduler/jobs/{id}',
    role: 'viewer',
    summary: 'One schedule.',
    answers: { 200: ScheduleView },
  }),
  change: defineRoute({
    ...one,
    id: 'changeSchedule',
    method: 'patch',
    path: '/scheduler/jobs/{id}',
    role: 'operator',
    summary: 'Changes a schedule; what is not named stays.',
    body: ScheduleChange,
    answers: { 200: ScheduleView },
  }),
  pause: defineRoute({
    ...one,
    id: 'pauseSchedule',
    method: 'post',
    path: '/scheduler/jobs/{id}/pause',
    role: 'operator',
    summary: 'Skips the slots of a schedule, of a group those of its tickers, until an instant or until it is resumed.',
    body: AskedPause,
    answers: { 200: ScheduleView },
  }),
  resume: defineRoute({
    ...one,
    id: 'resumeSchedule',
    method: 'post',
    path: '/scheduler/jobs/{id}/resume',
    role: 'operator',
    summary: 'Ends the pause of a schedule; what it skipped is not made up for.',
    answers: { 200: ScheduleView },
  }),
  remove: defineRoute({
    ...one,
    id: 'removeSchedule',
    method: 'delete',
    path: '/scheduler/jobs/{id}',
    role: 'operator',
    summary: "Removes a schedule; a ticker's own leaves it to that of its group.",
    answers: { 204: null },
  }),
};
