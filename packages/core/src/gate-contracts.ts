import { z } from 'zod';
import { RunView, TargetView } from './contracts.ts';
import { Day, Instant } from './day.ts';

/** What a run would ask a source, and until when that takes. */
const SourceForecast = z.object({
  source: z.string(),
  /** What its targets are likely to take: what each took the last time, at least one each. */
  requests: z.int(),
  /** What they take at most, as far as the parameters say: an answer may name further pages. */
  at_most: z.int(),
  /** Requests that come before these. */
  ahead: z.int(),
  /** When the last of them leaves at today's pace and quota; null while the source is paused. */
  ends_at: Instant.nullable(),
});

/** The answer of a dry run: what a run would do. Nothing was written. */
export const DryRunResponse = z.object({
  dry_run: z.literal(true),
  dataset: z.string(),
  /** Targets that would be asked. */
  targets: z.int(),
  /** Targets that a gate would skip, by the reason. */
  skipped: z.record(z.string(), z.int()),
  requests: z.int(),
  sources: z.array(SourceForecast),
  ends_at: Instant.nullable(),
});
export type DryRunResponse = z.infer<typeof DryRunResponse>;

/** A dataset and target that is asked no more until it is revived. */
export const DeadLetterView = z.object({
  id: z.string(),
  dataset: z.string(),
  target: z.string(),
  tickers: z.array(z.string()),
  error_code: z.string(),
  error_message: z.string(),
  /** The days (UTC) on which it failed by its own fault. */
  failed_on: z.array(Day),
  created_at: Instant,
  revived_at: Instant.nullable(),
});
export type DeadLetterView = z.infer<typeof DeadLetterView>;

const page = { page: z.int(), limit: z.int() };

export const RunsResponse = z.object({ ...page, items: z.array(RunView) });
export const TargetsResponse = z.object({ ...page, items: z.array(TargetView) });
