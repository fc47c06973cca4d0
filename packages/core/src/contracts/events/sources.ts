// Events of sources.

import { z } from 'zod';
import { Day, Instant } from '../../day.ts';
import { at } from './fields.ts';

/** A source in its new state: its state, pace or egress has changed. */
const SourceChanged = z.object({
  type: z.literal('source.changed'),
  at,
  source: z.string(),
  state: z.enum(['open', 'quiet', 'probing', 'paused']),
  pace: z.object({ requests: z.int(), per_ms: z.int() }),
  quiet_until: Instant.nullable(),
  quiet_reason: z.string().nullable(),
  paused_by: z.string().nullable(),
  breaker_trips: z.int().optional().describe('How often its circuit breaker opened since its last correct answer.'),
  quota_spent: z
    .boolean()
    .optional()
    .describe('It is quiet because the requests of its day are spent, by its own word.'),
  paused_for_disk: z.boolean().optional().describe('It is paused because a disk is nearly full.'),
  outages: z.int().optional().describe('Quiet periods since then because it could not be reached.'),
  asked_directly: z.boolean().describe('Its proxies fail: requests bypass them, at half the pace.'),
});

const ofSourceCheck = {
  at,
  source: z.string(),
  status: z.int().describe('What the check was answered with.'),
  failures: z.int().describe('Checks in a row that its server failed.'),
};

/** The hourly check of a source was answered with 5xx twice in a row. */
const SourceFailing = z.object({ type: z.literal('source.failing'), ...ofSourceCheck });

/** The check of a source that was failing has been answered. */
const SourceRecovered = z.object({ type: z.literal('source.recovered'), ...ofSourceCheck });

/** On three nights in a row one request in twenty to a source took over 10 s: once for as long as that lasts. */
const SourceSlow = z.object({
  type: z.literal('source.slow'),
  at,
  source: z.string(),
  night: Day.describe('The last of them, in UTC.'),
  p95_ms: z.array(z.int()).describe('Of each night, the earliest first.'),
});

/** A source that was slow is not any more, or has not been asked for a week. */
const SourceSlowEnded = z.object({
  type: z.literal('source.slow-ended'),
  at,
  source: z.string(),
  night: Day.describe('The last night that was judged, in UTC.'),
});

/** The requests of a day to a source with a quota: four in five are sent, all are, or there are enough again. */
const SourceQuota = z.object({
  type: z.literal('source.quota'),
  at,
  source: z.string(),
  state: z.enum(['left', 'low', 'spent']),
  used: z.int(),
  limit: z.int(),
  resets_at: Instant,
  waiting: z.int().describe('Tasks that wait for it.'),
});

export const sourceEvents = [
  SourceChanged,
  SourceFailing,
  SourceRecovered,
  SourceSlow,
  SourceSlowEnded,
  SourceQuota,
] as const;
