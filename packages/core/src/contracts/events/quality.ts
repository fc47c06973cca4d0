// Events of deadlines and of the checks of stored data.

import { z } from 'zod';
import { Day, Instant } from '../../day.ts';
import { at, id } from './fields.ts';

const ofSession = { at, dataset: z.string(), exchange: z.string(), session: Day };

/** A session of an exchange is there: once for each. */
const DatasetReady = z.object({
  type: z.literal('dataset.ready'),
  ...ofSession,
  findings: z.int().describe('Open ones of that day that are more than information.'),
});

/** A deadline is missed: once as a warning and once as critical, as it is set. */
const DeadlineMissed = z.object({
  type: z.literal('deadline.missed'),
  ...ofSession,
  deadline: Instant,
  severity: z.enum(['warning', 'critical']),
  late_minutes: z.int(),
  percent: z.number().describe('How much of the session is there.'),
});

/** A deadline is not judged any more, as it is disabled or nothing is requested there every night: a miss of it is over. */
const DeadlineLapsed = z.object({
  type: z.literal('deadline.lapsed'),
  at,
  dataset: z.string(),
  exchange: z.string(),
});

const ofCheck = { at, check: z.string() };

/** A run of checks has ended. */
const QaFinished = z.object({
  type: z.literal('qa.finished'),
  at,
  run: id.optional(),
  checks: z.int().describe('That ran.'),
  failed: z.array(z.string()).describe('Of these, those that failed.'),
  found: z.int(),
  created: z.int().describe('Of these, those that were not known.'),
  resolved: z.int(),
});

/** The roll-up of a check changed its colour: two runs in a row agree. */
const QaRollUp = z.object({
  type: z.literal('qa.roll-up'),
  ...ofCheck,
  colour: z.enum(['green', 'yellow', 'red']),
  was: z.enum(['green', 'yellow', 'red']),
  fails: z.int(),
  share: z.number().describe('Percent of the universe.'),
});

/** A check has failed: once a day. */
const QaCheckFailed = z.object({ type: z.literal('qa.check-failed'), ...ofCheck, error: z.string() });

/** A check that had failed has succeeded. */
const QaCheckRecovered = z.object({ type: z.literal('qa.check-recovered'), ...ofCheck });

/** A check was disabled: what was open of it is over. */
const QaCheckDisabled = z.object({ type: z.literal('qa.check-disabled'), ...ofCheck });

export const qualityEvents = [
  DatasetReady,
  DeadlineMissed,
  DeadlineLapsed,
  QaFinished,
  QaRollUp,
  QaCheckFailed,
  QaCheckRecovered,
  QaCheckDisabled,
] as const;
