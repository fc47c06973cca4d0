import { z } from 'zod';
import { ListingFindingKind } from '../datasets.ts';
import { Day, Instant } from '../day.ts';
import { Accession, AskedTicker, Cik } from '../identifiers.ts';
import { InstrumentEventKind, ListingStatus } from '../universe.ts';
import { AskedName } from './paging.ts';
import { defineRoute } from './route.ts';

const at = Instant;
/** A row number, as JSON text. */
const id = z.string().regex(/^\d+$/);
const ofRun = { at, run: id, dataset: z.string(), trigger: z.string() };
const tickers = z.array(z.string()).describe('The current symbols of what it is about.');

const RunCreated = z.object({ type: z.literal('run.created'), ...ofRun, due_at: Instant.nullable() });
const RunPlanned = z.object({
  type: z.literal('run.planned'),
  ...ofRun,
  targets: z.int(),
  skipped: z.int().describe('Of these, those that a gate skips.'),
});
const RunCalledOff = z.object({ type: z.literal('run.called-off'), ...ofRun, ending: z.string() });
const RunPaused = z.object({ type: z.literal('run.paused'), ...ofRun });
const RunResumed = z.object({ type: z.literal('run.resumed'), ...ofRun });
const RunFinished = z.object({
  type: z.literal('run.finished'),
  ...ofRun,
  state: z.string(),
  targets_by_state: z.record(z.string(), z.int()),
  found: z.int(),
  created: z.int(),
  duration_ms: z.number(),
});

/** The progress of a backfill: every few seconds while it runs, on a change of its state, and at its end. */
const BackfillProgress = z.object({
  type: z.literal('backfill.progress'),
  ...ofRun,
  state: z.string(),
  percent: z.number(),
  tasks: z.int(),
  ended: z.int().describe('Of these, those that have ended.'),
  rows_stored: z.int(),
  rows_per_second: z.number().nullable(),
  ends_at: Instant.nullable(),
});

/** A target of a run was closed. Targets that a gate skipped were never open. */
const TargetClosed = z.object({
  type: z.literal('target.closed'),
  at,
  run: id,
  dataset: z.string(),
  target: z.string(),
  tickers,
  state: z.string(),
  found: z.int(),
  created: z.int(),
  code: z.string().nullable(),
});

/** A filing that is new, or whose new reading brought trades that were not there before. */
const FilingStored = z.object({
  type: z.literal('filing.stored'),
  at,
  dataset: z.literal('insider-trades'),
  accession: Accession,
  form: z.string(),
  filed_on: Day,
  issuer: z
    .object({ cik: Cik, name: z.string().nullable(), symbol: z.string().nullable() })
    .describe('As the filing names it.'),
  tickers,
  owners: z.array(z.object({ cik: Cik, name: z.string().nullable() })),
  new_trades: z.int(),
  by_code: z
    .array(
      z.object({
        table: z.string(),
        code: z.string().nullable(),
        acquired_disposed: z.string().nullable(),
        trades: z.int(),
        shares: z.string().nullable(),
        value: z.string().nullable(),
      }),
    )
    .describe('The new trades by their code; the sums are of those that state a number.'),
});

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

const ofDeadLetter = { at, id, dataset: z.string(), target: z.string(), tickers, code: z.string() };
const DeadLetterMade = z.object({ type: z.literal('dead-letter.made'), ...ofDeadLetter });
const DeadLetterRevived = z.object({ type: z.literal('dead-letter.revived'), ...ofDeadLetter });

/** A filing that a watch rule was waiting for: once for each rule. */
const WatchRuleMatched = z.object({
  type: z.literal('watch-rule.matched'),
  at,
  rule: id,
  dataset: z.literal('insider-trades'),
  accession: Accession,
  form: z.string(),
  filed_on: Day,
  issuer: z.object({ cik: Cik, name: z.string().nullable(), symbol: z.string().nullable() }),
  tickers,
  owners: z.array(z.object({ cik: Cik, name: z.string().nullable() })),
  trades: z.int(),
  value: z.string().nullable(),
  insiders: z.int(),
});

/** The index of a day was not there at 12:00 New York time on the next day: once for each day. */
const IndexOverdue = z.object({
  type: z.literal('index.overdue'),
  at,
  source: z.string(),
  dataset: z.literal('ownership-index'),
  day: Day,
  watermark: Day.describe('Up to this day every index is read.'),
});

/** A filing day was passed, as it has no index: EDGAR was closed by order. Once for each day. */
const IndexClosed = z.object({
  type: z.literal('index.closed'),
  at,
  source: z.string(),
  dataset: z.literal('ownership-index'),
  day: Day,
  by: z
    .string()
    .describe('`directory`: later days are read, and the directory of the quarter has none of it; or an operator.'),
});

/** A filing names a version of the ownership schema that is newer than any known here: once for each version. */
const SchemaNewer = z.object({
  type: z.literal('schema.newer'),
  at,
  source: z.string(),
  dataset: z.literal('insider-trades'),
  schema_version: z.string(),
  newest_known: z.string(),
  accession: Accession,
});

/**
 * A list of companies contradicts the one before, or contains something that cannot be stored: once for each finding.
 */
const ListingFound = z.object({
  type: z.literal('listing.finding'),
  at,
  source: z.string(),
  dataset: z.literal('companies'),
  what: ListingFindingKind,
  symbol: z.string().nullable(),
  tickers,
  instrument: id.nullable().describe('Its permanent id.'),
  detail: z.record(z.string(), z.unknown()),
});

/** The listing of an exchange was read, or could not be. */
const ListingRead = z.object({
  type: z.literal('listing.read'),
  at,
  listing: z.string(),
  mic: z.string(),
  status: ListingStatus,
  rows: z.int(),
  before: z.int().nullable().describe('The rows of the successful reading before it.'),
  added: z.int(),
  changed: z.int(),
  missing: z.int(),
  delisted: z.int(),
  refused: z.string().nullable().describe('Why nothing of it was stored, and what to do.'),
});

/** An instrument was renamed, delisted, listed again, or something of the kind; that it is new is counted by its listing. */
const InstrumentChanged = z.object({
  type: z.literal('instrument.changed'),
  at,
  instrument: id.describe('Its permanent id.'),
  what: InstrumentEventKind,
  day: Day,
  listing: z.string().nullable(),
  mic: z.string().nullable(),
  symbol: z.string().nullable(),
  tickers,
  detail: z.record(z.string(), z.unknown()).describe('The evidence.'),
  confirmed_by: z.string().nullable(),
});

/** Documents were read again, with the counts; dry runs publish nothing. */
const ReplayFinished = z.object({
  type: z.literal('replay.finished'),
  at,
  dataset: z.string().optional(),
  source: z.string(),
  parser_version: z.int(),
  read: z.int(),
  changed: z.int(),
  stored: z.int(),
  unchanged: z.int(),
  unreadable: z.int(),
  missing: z.int(),
});

/** A maintenance chore has failed three times in a row. */
const MaintenanceFailing = z.object({
  type: z.literal('maintenance.failing'),
  at,
  chore: z.string(),
  failures: z.int().describe('In a row.'),
  error: z.string(),
  last_success_at: Instant.nullable(),
});
/** A maintenance chore that was failing has succeeded. */
const MaintenanceRecovered = z.object({
  type: z.literal('maintenance.recovered'),
  at,
  chore: z.string(),
  failures: z.int().describe('That came before.'),
});

const ofClock = { at, worker: z.string(), ahead_ms: z.int().describe('Of Postgres; negative: behind.') };
/** The clock of a worker differs from that of Postgres by over 30 s: it takes no ticks. */
const ClockWrong = z.object({ type: z.literal('clock.wrong'), ...ofClock });
/** It takes ticks again, or the worker is gone: what begins after it says anew what is wrong. */
const ClockRight = z.object({ type: z.literal('clock.right'), ...ofClock });

const ofDisk = {
  at,
  worker: z.string().describe('Whose data directory is on this disk.'),
  free_bytes: z.int(),
  total_bytes: z.int(),
};
/** Too little is free on the disk of a worker: all sources pause themselves. */
const DiskLow = z.object({ type: z.literal('disk.low'), ...ofDisk });
/**
 * So much is free again that sources may resume, which they do once that holds for every worker; or the worker is gone:
 * what begins after it says anew that its disk is low.
 */
const DiskRecovered = z.object({ type: z.literal('disk.recovered'), ...ofDisk });
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

/** Runs have waited for 15 min to be planned. */
const PlannerStale = z.object({
  type: z.literal('planner.stale'),
  at,
  runs: z.int(),
  since: Instant.describe('Of the oldest.'),
});
/** No run waits so long any more. */
const PlannerRecovered = z.object({ type: z.literal('planner.recovered'), at });

const ofChannel = { at, channel: id, name: z.string(), kind: z.string() };
/** A channel of alerts takes nothing any more: three attempts failed in a row, or one that no retry can mend. */
const AlertChannelFailing = z.object({
  type: z.literal('alert-channel.failing'),
  ...ofChannel,
  failures: z.int().describe('In a row.'),
  error: z.string(),
});
/** A channel of alerts that was failing has taken a message. */
const AlertChannelRecovered = z.object({ type: z.literal('alert-channel.recovered'), ...ofChannel });
/** A channel of alerts is not sent anything any more. */
const AlertChannelDisabled = z.object({ type: z.literal('alert-channel.disabled'), ...ofChannel });
const AlertChannelRemoved = z.object({ type: z.literal('alert-channel.removed'), ...ofChannel });

/**
 * What has happened, as `GET events` streams it in the `data` of an event; `type` is its name there too. Readers ignore
 * types that they do not know: there will be more.
 */
export const PipelineEvent = z
  .discriminatedUnion('type', [
    RunCreated,
    RunPlanned,
    RunCalledOff,
    RunPaused,
    RunResumed,
    RunFinished,
    BackfillProgress,
    TargetClosed,
    FilingStored,
    SourceChanged,
    SourceFailing,
    SourceRecovered,
    SourceSlow,
    DeadLetterMade,
    DeadLetterRevived,
    WatchRuleMatched,
    IndexOverdue,
    IndexClosed,
    ListingFound,
    ListingRead,
    InstrumentChanged,
    SchemaNewer,
    ReplayFinished,
    MaintenanceFailing,
    MaintenanceRecovered,
    PlannerStale,
    PlannerRecovered,
    AlertChannelFailing,
    AlertChannelRecovered,
    AlertChannelDisabled,
    AlertChannelRemoved,
    ClockWrong,
    ClockRight,
    DiskLow,
    DiskRecovered,
    QaFinished,
    QaRollUp,
    QaCheckFailed,
    QaCheckRecovered,
    QaCheckDisabled,
    DatasetReady,
    DeadlineMissed,
    DeadlineLapsed,
  ])
  .meta({ id: 'Event' });
export type PipelineEvent = z.infer<typeof PipelineEvent>;

const types = /^[a-z-]+(?:\.[a-z-]+)?(?:,[a-z-]+(?:\.[a-z-]+)?)*$/;

export const eventRoutes = {
  stream: defineRoute({
    id: 'streamEvents',
    method: 'get',
    path: '/events',
    tag: 'Events',
    role: 'viewer',
    summary:
      'Server-sent events of what happens, each an `Event`; only those that have all that is named. They go on behind the header `Last-Event-ID`; behind one that is older than 24 h an event `reset` comes first.',
    query: z.object({
      types: z
        .string()
        .regex(types, { error: 'must be types of events, such as run,filing.stored' })
        .transform((list) => list.split(','))
        .optional()
        .describe('Types, or what they begin with: `run`, `run.finished,filing`.'),
      ticker: AskedTicker.optional(),
      dataset: AskedName.optional(),
      run: id.optional(),
      last_event_id: z
        .string()
        .optional()
        .describe('Where to go on, in place of the header `Last-Event-ID`, which a page cannot set.'),
    }),
    answers: { 200: null },
    formats: ['text/event-stream'],
  }),
};
