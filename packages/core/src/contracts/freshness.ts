import { z } from 'zod';
import { Mic } from '../calendar/mic.ts';
import { Zone } from '../cron.ts';
import { Day, Instant } from '../day.ts';
import { AskedName } from './paging.ts';
import { defineRoute } from './route.ts';

/** How a dataset stands at an exchange. */
export const FreshnessView = z
  .object({
    dataset: z.string(),
    exchange: Mic,
    session: Day.nullable().describe('The last session that is there; null: none was yet.'),
    ready_at: Instant.nullable().describe('When that was found.'),
    due_session: Day.describe('The last session that has settled.'),
    deadline: Instant,
    percent: z.number().describe('How much of it is there, of what is requested every night.'),
    state: z
      .enum(['ready', 'waiting', 'late', 'critical'])
      .describe('It is there; its deadline is to come; its deadline is missed, and by more than is critical.'),
    late_minutes: z.int(),
  })
  .meta({ id: 'Freshness' });
export type FreshnessView = z.infer<typeof FreshnessView>;

export const FreshnessResponse = z.object({ items: z.array(FreshnessView) });

const minutes = z.int().min(0).max(10_080);
const DeadlineSettings = {
  wall_time: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of day, HH:MM' })
    .describe('Of the day of the session, or of the day after where it closes later.'),
  zone: Zone,
  warning_minutes: minutes.describe('So long after the deadline its miss is a warning.'),
  critical_minutes: minutes.describe('So long after the deadline its miss is critical.'),
  percent: z.number().min(1).max(100).describe('So much of what is requested every night makes a session be there.'),
  enabled: z.boolean(),
};

/** By when a dataset has the session of an exchange. */
export const DeadlineView = z
  .object({ dataset: z.string(), exchange: Mic, ...DeadlineSettings })
  .meta({ id: 'Deadline' });
export type DeadlineView = z.infer<typeof DeadlineView>;

const DeadlinesResponse = z.object({ items: z.array(DeadlineView) });

const tag = 'Quality';

export const freshnessRoutes = {
  get: defineRoute({
    id: 'getFreshness',
    method: 'get',
    path: '/freshness',
    tag,
    role: 'viewer',
    summary: 'Per dataset and exchange: the last session that is there, its deadline, and by how much it was missed.',
    answers: { 200: FreshnessResponse },
  }),
  deadlines: defineRoute({
    id: 'listDeadlines',
    method: 'get',
    path: '/deadlines',
    tag,
    role: 'viewer',
    summary: 'By when each dataset is to have the session of each exchange.',
    answers: { 200: DeadlinesResponse },
  }),
  change: defineRoute({
    id: 'changeDeadline',
    method: 'patch',
    path: '/deadlines/{dataset}/{exchange}',
    tag,
    role: 'operator',
    params: z.object({ dataset: AskedName, exchange: Mic }),
    summary: 'Changes a deadline; what is not named stays.',
    body: z.strictObject(DeadlineSettings).partial(),
    answers: { 200: DeadlineView },
  }),
};
