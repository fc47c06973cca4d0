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

export const sourceEvents = [SourceChanged, SourceFailing, SourceRecovered, SourceSlow] as const;
