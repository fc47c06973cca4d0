// Events of runs, their targets and dead letters, of bulk actions, and of documents that are read again.

import { z } from 'zod';
import { bulkActionKinds } from '../../bulk-actions.ts';
import { Instant } from '../../day.ts';
import { at, id, tickers } from './fields.ts';

const ofRun = { at, run: id, dataset: z.string(), trigger: z.string() };

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

const ofDeadLetter = { at, id, dataset: z.string(), target: z.string(), tickers, code: z.string() };

const DeadLetterMade = z.object({ type: z.literal('dead-letter.made'), ...ofDeadLetter });

const DeadLetterRevived = z.object({ type: z.literal('dead-letter.revived'), ...ofDeadLetter });

/** A bulk action has begun, gone on, or ended. */
const BulkProgress = z.object({
  type: z.literal('bulk.progress'),
  at,
  bulk: id,
  action: z.enum(bulkActionKinds),
  state: z.string(),
  items: z.int(),
  done: z.int(),
  failed: z.int(),
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

export const runEvents = [
  RunCreated,
  RunPlanned,
  RunCalledOff,
  RunPaused,
  RunResumed,
  RunFinished,
  BackfillProgress,
  TargetClosed,
  DeadLetterMade,
  DeadLetterRevived,
  BulkProgress,
  ReplayFinished,
] as const;
