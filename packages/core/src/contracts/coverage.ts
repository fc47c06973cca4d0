// Contracts of coverage and of `why`, for the API and its clients.

import { z } from 'zod';
import { Mic } from '../calendar/mic.ts';
import { Day, Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { AskedDay } from './paging.ts';
import { defineRoute } from './route.ts';

/** Days, both included. */
export const DayRange = z.object({ from: Day, to: Day });
export type DayRange = z.infer<typeof DayRange>;

/** The datasets that have a coverage: each day of a session is covered, known to be absent, or missing. */
const CoveredDataset = z.enum(['daily-prices']);

const exchangeMeaning =
  'Whose calendar says which days are sessions. Null: none that we know; those of New York are taken.';

/** What is stored of a ticker, and what is missing. Ranges reach from session to session. */
export const CoverageView = z
  .object({
    dataset: CoveredDataset,
    exchange: Mic.nullable().describe(exchangeMeaning),
    first_day: Day.nullable().describe('The first that is stored, or was traded, where that is known.'),
    last_settled: Day.describe('The last session that should be stored.'),
    covered: z.array(DayRange).describe('By final bars.'),
    gaps: z.array(DayRange.extend({ sessions: z.int() })).describe('Between the first day and the last settled one.'),
    absent: z.array(DayRange).describe('Asked for, and the source has none.'),
    stopgap: z.array(DayRange).describe('Of the covered: by a fallback, until the preferred source answers.'),
    provisional: z.array(DayRange).describe('Stored, but not final yet.'),
    mistrusted_at: Instant.nullable().describe('Since when what is stored is doubted, to be fetched whole.'),
    findings: z
      .array(
        z.object({
          what: z.string().describe('`suspect`, `unexplained-adjustment`, `unit-flip`, `closed-day` and the like.'),
          day: Day.nullable(),
          provider: z.string(),
          times: z.int(),
          first_seen: Instant,
          last_seen: Instant,
        }),
      )
      .describe('What was odd in answers, the latest 100: kept, and not stored as prices.'),
    sessions: z.object({ due: z.int(), covered: z.int(), absent: z.int(), missing: z.int() }),
  })
  .meta({ id: 'Coverage' });
export type CoverageView = z.infer<typeof CoverageView>;

export const CoverageResponse = z.object({ ticker: z.string(), items: z.array(CoverageView) });
export type CoverageResponse = z.infer<typeof CoverageResponse>;

const because = <const R extends string, S extends z.ZodRawShape>(reason: R, evidence: S) =>
  z.object({ reason: z.literal(reason), evidence: z.object(evidence) });

const failure = { error_code: z.string(), error_message: z.string().nullable() };
const task = { source: z.string(), run_id: z.string(), task_id: z.string() };

/** Why a day is stored or is not, with what shows it. */
const WhyReason = z.discriminatedUnion('reason', [
  because('covered', { provider: z.string(), known_from: Instant, stopgap: z.boolean() }),
  because('provisional', { provider: z.string(), known_from: Instant, settles_at: Instant.nullable() }),
  because('closed', {
    cause: z.enum(['weekend', 'holiday']),
    holiday: z.string().nullable().describe('Its name, where we know it.'),
    previous_session: Day,
    next_session: Day,
  }),
  because('no-calendar', { last_day: Day.describe('The last day that the calendar of the exchange knows.') }),
  because('future', { opens_at: Instant }),
  because('unfinished', { opens_at: Instant, closes_at: Instant, settles_at: Instant }),
  because('before-first-trade', { first_day: Day }),
  because('absent', { source: z.string().nullable(), asked_at: Instant.nullable() }),
  because('running', { ...task, started_at: Instant }),
  because('retrying', { ...task, ...failure, attempts: z.int(), not_before: Instant }),
  because('waiting', {
    ...task,
    ahead: z.int().describe('Open tasks of its source that come before it.'),
    quiet_until: Instant.nullable(),
    paused_by: z.string().nullable(),
    spent_until: Instant.nullable().describe('Its quota of the day is used up until then.'),
  }),
  because('dead-letter', { ...failure, since: Instant, failed_on: z.array(Day) }),
  because('failed', { ...failure, run_id: z.string(), failed_at: Instant }),
  because('skipped', { skip_reason: z.string(), run_id: z.string(), skipped_at: Instant }),
  because('nothing', { run_id: z.string(), asked_at: Instant }),
  because('source-closed', {
    source: z.string(),
    quiet_until: Instant.nullable(),
    quiet_reason: z.string().nullable(),
    paused_at: Instant.nullable(),
    paused_by: z.string().nullable(),
  }),
  because('never-asked', { last_asked_at: Instant.nullable(), last_asked_to: Day.nullable() }),
]);

/** One sentence on a day of a dataset, and its evidence. */
export const WhyView = z
  .object({
    ticker: z.string(),
    dataset: CoveredDataset,
    date: Day,
    exchange: Mic.nullable().describe(exchangeMeaning),
    sentence: z.string(),
    because: WhyReason,
  })
  .meta({ id: 'Why' });
export type WhyView = z.infer<typeof WhyView>;

/** What is stored of each dataset in each year, over all listed instruments. */
export const CoverageYearsResponse = z.object({
  items: z.array(
    z
      .object({
        dataset: CoveredDataset,
        year: z.int(),
        instruments: z.int().describe('With sessions that are due in it.'),
        incomplete: z.int().describe('Of these, those that miss some.'),
        due: z.int().describe('Sessions, one for each instrument, from its first day on.'),
        missing: z.int().describe('Neither stored for good nor known to be absent.'),
      })
      .meta({ id: 'CoverageYear' }),
  ),
});

const one = { tag: 'Prices', role: 'viewer', params: z.object({ ticker: AskedTicker }) } as const;

export const coverageRoutes = {
  years: defineRoute({
    id: 'listCoverageYears',
    method: 'get',
    path: '/coverage',
    tag: 'Prices',
    role: 'viewer',
    summary: 'What is stored of the last years over all listed instruments, and what is missing, by their calendars.',
    query: z.object({ years: z.coerce.number().int().min(1).max(40).default(10) }),
    answers: { 200: CoverageYearsResponse },
  }),
  get: defineRoute({
    ...one,
    id: 'getCoverage',
    method: 'get',
    path: '/coverage/{ticker}',
    summary: 'What is stored of a ticker, and what is missing, by the calendar of its exchange.',
    query: z.object({ dataset: CoveredDataset.optional() }),
    answers: { 200: CoverageResponse },
  }),
  why: defineRoute({
    ...one,
    id: 'explainDay',
    method: 'get',
    path: '/coverage/{ticker}/why',
    summary: 'Why a day is stored or is not: one sentence, from calendar and ledger, with its evidence.',
    query: z.object({ dataset: CoveredDataset.default('daily-prices'), date: AskedDay }),
    answers: { 200: WhyView },
  }),
};
