import { z } from 'zod';
import { Day, Instant } from './day.ts';
import { Ticker } from './identifiers.ts';

/** What a run came to; live while it runs. Counts are sums over its targets and tasks. */
export const RunReport = z.object({
  duration_ms: z.number(),
  targets: z.int(),
  targets_by_state: z.record(z.string(), z.int()),
  /** Filings found (insider trades), records found (other datasets). */
  found: z.int(),
  /** Rows that were not there before: trades, for insider trades. */
  created: z.int(),
  /** Filings found with a target that turned out to be another issuer's. */
  other_issuer: z.int(),
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
});
export type RunReport = z.infer<typeof RunReport>;

/** A run as the API tells it. */
export const RunView = z.object({
  id: z.string(),
  dataset: z.string(),
  trigger: z.string(),
  /** The run whose failed targets it asks for once more. */
  retry_of: z.string().nullable(),
  /** planning → running → done | partial | failed | cancelled */
  state: z.string(),
  /** Its tasks wait until it is resumed. */
  paused: z.boolean(),
  /** `cancelled`, `superseded` or `stopped`: it was called off and waits for its last requests to end. */
  ending: z.string().nullable(),
  created_at: Instant,
  finished_at: Instant.nullable(),
  report: RunReport,
});
export type RunView = z.infer<typeof RunView>;

/** One target of a run: an execution of the history. */
export const TargetView = z.object({
  target: z.string(),
  tickers: z.array(z.string()),
  state: z.string(),
  skip_reason: z.string().nullable(),
  /** Skipped, since the open target of this run brings what was asked. */
  joined_run: z.string().nullable(),
  found: z.int(),
  created: z.int(),
  other_issuer: z.int(),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  started_at: Instant.nullable(),
  finished_at: Instant.nullable(),
});
export type TargetView = z.infer<typeof TargetView>;

/** A flag in a query string: absent, `?force`, `?force=true`, `?force=1`. */
const Flag = z
  .enum(['', '1', 'true', '0', 'false'])
  .optional()
  .transform((text) => text !== undefined && text !== '0' && text !== 'false');

const seconds = z.coerce.number().int().min(0).max(300);

/** `POST scheduler/scrape/{ticker}`: a manual run for one ticker. */
export const ScrapeRequest = z.object({
  ticker: Ticker,
  days_back: z.coerce.number().int().min(1).max(36_600).default(30),
  max_filings: z.coerce.number().int().min(1).max(10_000).default(10),
  force: Flag,
  /** Failures of the source in a row, by tasks of the run, that stop it. */
  max_consecutive_failures: z.coerce.number().int().min(1).max(10_000).optional(),
  /** Say what the run would do, and write nothing. */
  dry_run: Flag,
  /** Seconds to wait for the run to end; 0: answer at once. */
  wait: seconds.default(0),
});
export type ScrapeRequest = z.input<typeof ScrapeRequest>;

/** The answer of a run that was waited for; the counts are null while it still runs. */
export const ScrapeResponse = z.object({
  run_id: z.string(),
  state: z.string(),
  filings_found: z.int().nullable(),
  trades_created: z.int().nullable(),
});
export type ScrapeResponse = z.infer<typeof ScrapeResponse>;

/** `POST scheduler/scrape-all`: a manual run for every tracked ticker. */
export const ScrapeAllRequest = ScrapeRequest.omit({ ticker: true }).extend({
  /** At most so many companies, the first in order. */
  limit: z.coerce.number().int().min(1).max(100_000).optional(),
});

export const ScrapeAllResponse = z.object({
  run_id: z.string(),
  state: z.string(),
  companies_scraped: z.int().nullable(),
  total_trades: z.int().nullable(),
});
export type ScrapeAllResponse = z.infer<typeof ScrapeAllResponse>;

const WatchlistName = z.string().trim().min(1).max(100);

/** `POST watchlists/{name}/items`: tracks tickers; those new to us are asked for at once. */
export const TrackRequest = z.object({ name: WatchlistName, tickers: z.array(Ticker).min(1).max(20_000) });
export type TrackRequest = z.infer<typeof TrackRequest>;

export const TrackResponse = z.object({
  /** How many of the tickers were not tracked before. */
  tracked: z.int(),
  /** The run that asks for them; null when all were tracked already. */
  run_id: z.string().nullable(),
});
export type TrackResponse = z.infer<typeof TrackResponse>;

/** `GET status`: what an operator wants to see first. */
export const StatusResponse = z.object({
  /** Whom this installation asks: the sandbox, or the real hosts. */
  mode: z.enum(['sandbox', 'live']),
  version: z.string(),
  tracked_tickers: z.int(),
  insider_trades: z.object({
    filings: z.int(),
    amendments: z.int(),
    /** Trades that statistics count: those of originals. */
    trades: z.int(),
    holdings: z.int(),
    insiders: z.int(),
    documents_set_aside: z.int(),
    latest_filing: Day.nullable(),
  }),
  sources: z.array(
    z.object({
      source: z.string(),
      state: z.string(),
      /** Requests per second that it is asked at. */
      pace_per_second: z.number(),
      requests: z.int(),
      quiet_until: Instant.nullable(),
      quiet_reason: z.string().nullable(),
      waiting: z.int(),
      queued: z.int(),
      running: z.int(),
    }),
  ),
  runs: z.array(RunView),
});
export type StatusResponse = z.infer<typeof StatusResponse>;

/** An RFC 9457 problem document. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** The code of the catalogue. */
  code: z.string(),
  /** What to do about it. */
  action: z.string(),
  /** Bad input: each field that is not acceptable, and why. */
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  request_id: z.string(),
});
export type Problem = z.infer<typeof Problem>;
