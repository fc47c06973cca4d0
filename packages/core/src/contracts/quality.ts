import { z } from 'zod';
import { Severity } from '../alerts.ts';
import { Day, Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { AskedDay, AskedName, Flag, Paging, pageOf, RowId, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

const Colour = z.enum(['green', 'yellow', 'red']);
const CheckId = AskedName.describe('Such as `price_jump`.');
const Details = z.record(z.string(), z.unknown()).describe('The evidence in numbers.');

/** A violation of a check. */
export const FindingView = z
  .object({
    id: z.string(),
    check: z.string(),
    symbol: z
      .string()
      .describe('The current ticker; a source, a group of schedules or a check where it is about none.'),
    date: Day.describe('The day of the data.'),
    severity: Severity,
    details: Details,
    remedy: z.string().describe('What a person can do.'),
    created_at: Instant.describe('When it was first found.'),
    run_id: z.string().nullable().describe('The run that first found it.'),
    seen_at: Instant.describe('When a check last found it.'),
    times: z.int().describe('How often it was open: more than once if it came back.'),
    fetches: z.int().describe('How often it was fetched again.'),
    resolved_at: Instant.nullable(),
    resolved_as: z
      .enum(['check', 'expired', 'disabled', 'person', 'exemption'])
      .nullable()
      .describe(
        'A later run no longer found it; nothing judges it any more; its check is disabled, or its deadline not judged; somebody resolved it; it is exempted. The last two hold as long as the evidence is the same.',
      ),
    resolved_by: z.string().nullable(),
    resolved_run_id: z.string().nullable().describe('The run that no longer found it.'),
    note: z.string().nullable(),
    exemption: z
      .object({ id: z.string(), reason: z.string(), until: Day })
      .nullable()
      .describe('Of an exempt one: the exemption under which it is not open.'),
    archived_at: Instant.nullable().describe('When it was moved to the archive.'),
  })
  .meta({ id: 'Finding' });
export type FindingView = z.infer<typeof FindingView>;

/** A finding with its history. */
export const FindingDetail = FindingView.extend({
  history: z
    .array(
      z.object({
        run_id: z.string(),
        requested_at: Instant,
        finished_at: Instant.nullable(),
        state: z
          .string()
          .nullable()
          .describe('How its instrument ended in that backfill; null: it is not planned yet.'),
        sources: z.array(z.string()).describe('Those that were asked.'),
      }),
    )
    .describe('The backfills that were to mend it, the first one first.'),
}).meta({ id: 'FindingDetail' });
export type FindingDetail = z.infer<typeof FindingDetail>;

export const FindingsResponse = pageOf(FindingView);

/** A check as it is in force. */
export const CheckView = z
  .object({
    check: z.string(),
    finds: z.string(),
    remedy: z.string(),
    enabled: z.boolean(),
    severity: Severity,
    heals: z.boolean().describe('Its findings are fetched again by themselves.'),
    thresholds: z.array(
      z.object({
        name: z.string(),
        value: z.number(),
        usual: z.number(),
        from: z.number().nullable(),
        to: z.number().nullable(),
        meaning: z.string(),
      }),
    ),
    roll_up: z.object({
      measure: z.enum(['share', 'rows']).describe('Percent of the universe, or findings.'),
      yellow: z.number().describe('Above this it is yellow.'),
      red: z.number(),
    }),
    colour: Colour.describe('As two runs in a row have confirmed it.'),
    next_colour: Colour.nullable().describe('What the latest run had, if it differs.'),
    open: z.object({ info: z.int(), warning: z.int(), critical: z.int(), symbols: z.int() }),
    exempt: z.int().describe('Findings under an exemption, which `open` leaves out.'),
    succeeded_at: Instant.nullable().describe('When its last successful run began.'),
    updated_by: z.string().nullable(),
    updated_at: Instant.nullable(),
  })
  .meta({ id: 'Check' });
export type CheckView = z.infer<typeof CheckView>;

export const ChecksResponse = z.object({ items: z.array(CheckView) });

const Thresholds = z.record(z.string().max(100), z.number()).describe('By name; each check takes its own.');

/** What is to be changed of a check; what is not named stays, null is as the check has it. */
const CheckChange = z.strictObject({
  enabled: z.boolean().optional(),
  severity: Severity.nullable().optional(),
  thresholds: Thresholds.optional(),
  yellow: z.number().min(0).nullable().optional(),
  red: z.number().min(0).nullable().optional(),
});

/** What a check would find. */
export const CheckPreviewView = z
  .object({
    check: z.string(),
    from: Day,
    thresholds: Thresholds,
    found: z.int().describe('What it would find from that day on.'),
    found_now: z.int().describe('What it finds there with the thresholds in force.'),
    symbols: z.int(),
    sample: z.array(z.object({ symbol: z.string(), date: Day, details: Details })),
  })
  .meta({ id: 'CheckPreview' });
export type CheckPreviewView = z.infer<typeof CheckPreviewView>;

/** What the checks came to on a day. */
export const DaySummaryView = z
  .object({
    day: Day,
    check: z.string(),
    fails: z.int(),
    exempt: z.int().describe('Findings under an exemption, which `fails` leaves out.'),
    universe: z.int(),
    share: z.number().describe('The instruments with findings, percent of the universe.'),
    colour: Colour,
    error: z.string().nullable().describe('Why it failed; null: it ran.'),
    run_id: z.string().nullable(),
    ran_at: Instant,
  })
  .meta({ id: 'CheckDay' });
export type DaySummaryView = z.infer<typeof DaySummaryView>;

const DaySummariesResponse = z.object({ items: z.array(DaySummaryView) });

/** The figures of a night. */
export const SummaryView = z
  .object({
    as_of: Instant,
    universe: z.int().describe('Instruments that are listed, and tracked or stored.'),
    figures: z
      .array(
        z.object({
          name: z.enum([
            'active',
            'new_30d',
            'delisted_30d',
            'lagging',
            'missing_dates',
            'fetch_errors',
            'price_jumps_7d',
          ]),
          count: z.int(),
          share: z.number().describe('Percent of the universe.'),
          change: z.int().describe('Since the night before.'),
          colour: Colour,
          thresholds: z
            .object({ measure: z.enum(['share', 'rows']), yellow: z.number(), red: z.number() })
            .nullable()
            .describe(
              'Above what share of the universe, or what number of findings, it is yellow or red; null: never.',
            ),
          rows: z.string().describe('The list that it counts, under /api/v1.'),
        }),
      )
      .describe(
        'Requested every night; listed and delisted in the last 30 days; over two sessions behind; with missing sessions; failed in the last 24 hours; jumps of the last 7 days.',
      ),
  })
  .meta({ id: 'Summary' });
export type SummaryView = z.infer<typeof SummaryView>;

/** A ticker that a check leaves alone. */
export const ExemptionView = z
  .object({
    id: z.string(),
    check: z.string(),
    ticker: z.string(),
    reason: z.string(),
    until: Day.describe('The last day (UTC) on which it holds.'),
    created_at: Instant,
    created_by: z.string(),
    ended_at: Instant.nullable().describe('When somebody ended or replaced it.'),
    ended_by: z.string().nullable(),
    findings: z.int().describe('How many findings it covers now.'),
  })
  .meta({ id: 'Exemption' });
export type ExemptionView = z.infer<typeof ExemptionView>;

export const ExemptionsResponse = pageOf(ExemptionView);

const NewExemption = z
  .strictObject({
    check: CheckId,
    ticker: AskedTicker,
    reason: z.string().trim().min(1).max(1_000),
    until: AskedDay.describe('Within 366 days.'),
  })
  .meta({ id: 'NewExemption' });

/** A run of checks that was requested. */
export const ChecksRequested = z.object({ run_id: z.string() }).meta({ id: 'ChecksRequested' });

const tag = 'Quality';
const ofCheck = { tag, params: z.object({ check: CheckId }) };
const ofFinding = { tag, params: z.object({ id: RowId }) };

export const qualityRoutes = {
  figures: defineRoute({
    id: 'getSummary',
    method: 'get',
    path: '/summary',
    tag,
    role: 'viewer',
    summary: 'The seven figures of a night, each with its share of the universe, its change and its colour.',
    query: z.object({ date: AskedDay.optional().describe('The night that ended with this day (UTC); left out: now.') }),
    answers: { 200: SummaryView },
  }),
  findings: defineRoute({
    id: 'listFindings',
    method: 'get',
    path: '/qa/findings',
    tag,
    role: 'viewer',
    summary: 'What the checks have found, the gravest first.',
    query: Paging.extend({
      check: CheckId.optional(),
      ticker: AskedTicker.optional(),
      severity: Severity.optional(),
      state: z
        .enum(['open', 'exempt', 'resolved', 'archived', 'all'])
        .default('open')
        .describe('`all`: all but those of the archive.'),
      from: AskedDay.optional(),
      to: AskedDay.optional(),
      safe: Safe,
    }),
    answers: { 200: FindingsResponse },
    formats: ['text/csv'],
  }),
  finding: defineRoute({
    ...ofFinding,
    id: 'getFinding',
    method: 'get',
    path: '/qa/findings/{id}',
    role: 'viewer',
    summary: 'A finding with its history: who found it, and which backfills were to mend it.',
    answers: { 200: FindingDetail },
  }),
  resolve: defineRoute({
    ...ofFinding,
    id: 'resolveFinding',
    method: 'post',
    path: '/qa/findings/{id}/resolve',
    role: 'operator',
    summary: 'Resolves a finding, for as long as its evidence stays the same.',
    body: z.strictObject({ note: z.string().trim().max(1_000).optional() }),
    answers: { 200: FindingDetail },
  }),
  summary: defineRoute({
    id: 'listCheckDays',
    method: 'get',
    path: '/qa/summary',
    tag,
    role: 'viewer',
    summary: 'What the checks came to on each of the last days, the latest first.',
    query: z.object({
      days: z.coerce.number().int().min(1).max(366).default(7).describe('So many days (UTC), today included.'),
    }),
    answers: { 200: DaySummariesResponse },
  }),
  checks: defineRoute({
    id: 'listChecks',
    method: 'get',
    path: '/qa/checks',
    tag,
    role: 'viewer',
    summary: 'Every check with its thresholds, its colour and its open findings.',
    answers: { 200: ChecksResponse },
  }),
  change: defineRoute({
    ...ofCheck,
    id: 'changeCheck',
    method: 'put',
    path: '/qa/checks/{check}',
    role: 'operator',
    summary: 'Changes a check: its next run judges everything anew.',
    body: CheckChange,
    answers: { 200: CheckView },
  }),
  preview: defineRoute({
    ...ofCheck,
    id: 'previewCheck',
    method: 'post',
    path: '/qa/checks/{check}/preview',
    role: 'operator',
    summary: 'What a check would find in the last 30 days under other thresholds. Writes nothing.',
    body: z.strictObject({ thresholds: Thresholds.default({}) }),
    answers: { 200: CheckPreviewView },
  }),
  exemptions: defineRoute({
    id: 'listExemptions',
    method: 'get',
    path: '/qa/exemptions',
    tag,
    role: 'viewer',
    summary: 'The tickers that checks leave alone, the latest first.',
    query: Paging.extend({
      check: CheckId.optional(),
      ticker: AskedTicker.optional(),
      ended: Flag.describe('Those too that hold no more.'),
      safe: Safe,
    }),
    answers: { 200: ExemptionsResponse },
    formats: ['text/csv'],
  }),
  exempt: defineRoute({
    id: 'addExemption',
    method: 'post',
    path: '/qa/exemptions',
    tag,
    role: 'operator',
    summary: 'Exempts a ticker from a check until a day; a finding whose evidence changes comes back all the same.',
    body: NewExemption,
    answers: { 201: ExemptionView },
  }),
  endExemption: defineRoute({
    id: 'endExemption',
    method: 'delete',
    path: '/qa/exemptions/{id}',
    tag,
    params: z.object({ id: RowId }),
    role: 'operator',
    summary: 'Ends an exemption: what it covers is open again.',
    answers: { 200: ExemptionView },
  }),
  run: defineRoute({
    id: 'runChecks',
    method: 'post',
    path: '/qa/run',
    tag,
    role: 'operator',
    summary: 'Runs the checks now, on what has changed; whole: on everything.',
    query: z.object({ check: CheckId.optional(), whole: Flag }),
    answers: { 202: ChecksRequested },
  }),
};
