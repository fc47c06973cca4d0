// Events of the installation itself: maintenance, machines, channels of alerts.

import { z } from 'zod';
import { Instant } from '../../day.ts';
import { at, id } from './fields.ts';

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

/** A chore that was failing is done by no process any more, as of a source that is disabled. */
const MaintenanceForgotten = z.object({ type: z.literal('maintenance.forgotten'), at, chore: z.string() });

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

/** Runs have waited for 15 min to be planned. */
const PlannerStale = z.object({
  type: z.literal('planner.stale'),
  at,
  runs: z.int(),
  since: Instant.describe('Of the oldest.'),
});

/** No run waits so long any more. */
const PlannerRecovered = z.object({ type: z.literal('planner.recovered'), at });

/** The database could not be reached for a while, which the channels of alerts were told meanwhile. */
const DatabaseRecovered = z.object({
  type: z.literal('database.recovered'),
  at,
  since: Instant,
  until: Instant,
});

/** A backup was made, by whomever it was requested. */
const BackupMade = z.object({
  type: z.literal('backup.made'),
  at,
  id,
  trigger: z.enum(['manual', 'nightly']),
  file: z.string().describe('On the machine of the worker that made it.'),
  bytes: z.int(),
  rows: z.int(),
  duration_ms: z.int(),
});

/** A backup could not be made; a nightly one was tried three times. */
const BackupFailed = z.object({
  type: z.literal('backup.failed'),
  at,
  id,
  trigger: z.enum(['manual', 'nightly']),
  code: z.string(),
  error: z.string(),
});

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

const ofLake = {
  at,
  export: id,
  target: z.string(),
  run: id.optional(),
  written: z.int(),
  removed: z.int(),
  files: z.int(),
};
/** An export to the lake is done: how much was written. */
const LakeExported = z.object({ type: z.literal('lake.exported'), ...ofLake });
/** An export to the lake has failed; its files are whole, and the next goes on. */
const LakeFailed = z.object({ type: z.literal('lake.failed'), ...ofLake, error: z.string() });

export const fleetEvents = [
  MaintenanceFailing,
  MaintenanceRecovered,
  MaintenanceForgotten,
  ClockWrong,
  ClockRight,
  DiskLow,
  DiskRecovered,
  PlannerStale,
  PlannerRecovered,
  DatabaseRecovered,
  BackupMade,
  BackupFailed,
  AlertChannelFailing,
  AlertChannelRecovered,
  AlertChannelDisabled,
  AlertChannelRemoved,
  LakeExported,
  LakeFailed,
] as const;
