// Alerts about this installation itself: its queue, its maintenance, its channels.

import { counted } from '@tickermill/core';
import { z } from 'zod';
import { clear, defineKind, momentOf, past, raise, rule, text } from './kind.ts';

const Chore = z.object({ chore: text, failures: z.number(), error: text });
const Channel = z.object({ channel: text, name: text, kind: text });
const FailingChannel = Channel.extend({ failures: z.number(), error: text });

const Disk = z.object({ worker: text, free_bytes: z.number(), total_bytes: z.number() });
const Clock = z.object({ worker: text, ahead_ms: z.number().optional() });
const seconds = (ms: number) => `${Math.round(Math.abs(ms) / 1_000).toLocaleString('en-US')} s`;

const Planner = z.object({ runs: z.number(), since: text });

const Backup = z.object({ trigger: text, code: text, error: text });

const DatabaseGap = z.object({ since: text, until: text });

const backupCause = 'backup';
/** The cause of runs that nobody plans. */
export const plannerCause = 'planner';
const diskCause = (worker: string) => `disk:${machineOf(worker)}`;
const clockCause = (worker: string) => `clock:${machineOf(worker)}`;
/** Workers are named by their host and process; disk and clock are the host's, and well when they are for each of its workers. */
const machineOf = (worker: string) => worker.replace(/-\d+$/, '');
const gigabytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`;

const queueCause = 'queue';
const choreCause = (chore: string) => `chore:${chore}`;
const channelCause = (id: string) => `alert-channel:${id}`;
/** These chores read and fill the queue of one source each. */
const queueOf = (chore: string) => /^queue-(.+)$/.exec(chore)?.[1];

export const fleetKinds = {
  // What is sent of it while it lasts is in watch-database.ts: it goes past the database.
  'database-unreachable': defineKind<z.output<typeof DatabaseGap>>({
    facts: DatabaseGap,
    headline: () => 'the database could not be reached',
    evidence: ({ facts }) => [`From ${momentOf(facts.since)} to ${momentOf(facts.until)}`],
    next: () => 'workers have gone on by themselves; slots that fell due are made up for',
    action: () => 'look why, in the log of Postgres',
    runbook: 'database-unreachable.md',
    page: () => '/',
  }),
  'queue-unreachable': defineKind<z.output<typeof Chore>>({
    facts: Chore,
    headline: () => 'the queue cannot be reached',
    evidence: ({ facts, members }) => [
      ...(members.length > 0 ? [`Of ${counted(members.length, 'source')}: ${members.join(', ')}`] : []),
      `${facts.chore} failed ${facts.failures} times in a row: ${facts.error}`,
    ],
    next: () => 'tasks stay in the ledger; they are dispatched again within a minute of its return, none is lost',
    action: () => 'see that Redis, or the Postgres of the queue, is up: tickermill doctor',
    runbook: 'queue-lost.md',
    page: () => '/',
  }),
  'chore-failing': defineKind<z.output<typeof Chore>>({
    facts: Chore,
    headline: ({ facts }) => `the maintenance chore ${facts.chore} fails`,
    evidence: ({ facts }) => [`${facts.failures} times in a row: ${facts.error}`],
    next: () => 'it is tried again every minute',
    action: () => 'mend what the error names: tickermill status',
    runbook: 'maintenance-failing.md',
    page: () => '/',
  }),
  'disk-low': defineKind<z.output<typeof Disk>>({
    facts: Disk,
    headline: ({ facts }) =>
      `the disk of ${machineOf(facts.worker)} is nearly full (${gigabytes(facts.free_bytes)} free); all sources are paused`,
    evidence: ({ facts }) => [`${gigabytes(facts.free_bytes)} of ${gigabytes(facts.total_bytes)} are free`],
    next: () => 'sources resume by themselves once enough is free on every machine',
    action: () => 'make room: shorten CAPTURE_DAYS, or move the data directory to a larger disk',
    runbook: 'disk-low.md',
    page: () => '/',
  }),
  'clock-wrong': defineKind<z.output<typeof Clock>>({
    facts: Clock,
    headline: ({ facts: { worker, ahead_ms: ahead } }) =>
      ahead === undefined
        ? `the clock of ${machineOf(worker)} differs from that of Postgres`
        : `the clock of ${machineOf(worker)} is ${seconds(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'} that of Postgres`,
    evidence: () => [],
    next: () => 'its workers take no ticks of schedules and do all else',
    action: () => 'set the clock of that machine (NTP)',
    runbook: 'clock-wrong.md',
    page: () => '/',
  }),
  'backup-failed': defineKind<z.output<typeof Backup>>({
    facts: Backup,
    headline: ({ facts }) =>
      facts.trigger === 'nightly' ? 'the nightly backup was not made' : 'a backup was not made',
    evidence: ({ facts }) => [`${facts.code}: ${facts.error}`],
    next: () => 'the refresh goes on without it; the next one is tried before the next refresh',
    action: () => 'mend what the error names, then: tickermill backup',
    runbook: 'backup-failed.md',
    page: () => '/settings?tab=backups',
  }),
  'planner-stale': defineKind<z.output<typeof Planner>>({
    facts: Planner,
    headline: ({ facts }) => `${counted(facts.runs, 'run')} ${facts.runs === 1 ? 'waits' : 'wait'} to be planned`,
    evidence: ({ facts }) => [`The oldest since ${momentOf(facts.since)}`],
    next: () => 'they are planned as soon as a worker takes them; no slot is lost',
    action: () => 'see that a worker is alive and not stuck: tickermill status',
    runbook: 'planner-stale.md',
    page: () => '/runs?state=planning',
  }),
  'channel-failing': defineKind<z.output<typeof FailingChannel>>({
    facts: FailingChannel,
    headline: ({ facts }) => `alerts no longer reach ${facts.name} (${facts.kind})`,
    evidence: ({ facts }) => [`${counted(facts.failures, 'failure')} in a row: ${facts.error}`],
    next: () => 'its messages stay queued for a day and are tried again at growing intervals',
    action: ({ facts }) => `mend it, then: tickermill alert test ${facts.name}`,
    runbook: 'alert-channel.md',
    page: () => '/alerts?tab=channels',
  }),
};

/** The queue is back when it is for every source that had lost it. */
function choreIsWell({ chore }: { chore: string }) {
  const source = queueOf(chore);
  return [source === undefined ? clear(choreCause(chore)) : clear(queueCause, source)];
}

export const fleetRules = {
  'maintenance.failing': rule(Chore, (facts) => {
    const source = queueOf(facts.chore);
    if (source === undefined)
      return [raise('warning', { kind: 'chore-failing', cause: choreCause(facts.chore), names: [facts.chore], facts })];
    return [raise('critical', { kind: 'queue-unreachable', cause: queueCause, member: source, facts })];
  }),
  'maintenance.recovered': rule(z.object({ chore: text }), choreIsWell),
  'maintenance.forgotten': rule(z.object({ chore: text }), choreIsWell),
  'disk.low': rule(Disk, (facts) => [
    raise('critical', {
      kind: 'disk-low',
      cause: diskCause(facts.worker),
      member: facts.worker,
      names: [facts.worker],
      facts,
    }),
  ]),
  'disk.recovered': rule(Disk, ({ worker }) => [clear(diskCause(worker), worker)]),
  'backup.failed': rule(Backup, (facts) => [
    raise('critical', { kind: 'backup-failed', cause: backupCause, names: [facts.trigger], facts }),
  ]),
  'backup.made': rule(z.object({}), () => [clear(backupCause)]),
  'clock.wrong': rule(Clock, (facts) => [
    raise('warning', {
      kind: 'clock-wrong',
      cause: clockCause(facts.worker),
      member: facts.worker,
      names: [facts.worker],
      facts,
    }),
  ]),
  'clock.right': rule(Clock, ({ worker }) => [clear(clockCause(worker), worker)]),
  'planner.stale': rule(Planner, (facts) => [
    raise('critical', { kind: 'planner-stale', cause: plannerCause, names: [counted(facts.runs, 'run')], facts }),
  ]),
  'planner.recovered': rule(z.object({}), () => [clear(plannerCause)]),
  'database.recovered': rule(DatabaseGap, (facts) => [
    past('critical', new Date(facts.since), { kind: 'database-unreachable', cause: 'database', facts }),
  ]),
  'alert-channel.failing': rule(FailingChannel, (facts) => [
    raise('critical', {
      kind: 'channel-failing',
      cause: channelCause(facts.channel),
      names: [facts.name],
      facts,
    }),
  ]),
  'alert-channel.recovered': rule(Channel, ({ channel }) => [clear(channelCause(channel))]),
  'alert-channel.disabled': rule(Channel, ({ channel }) => [clear(channelCause(channel))]),
  'alert-channel.removed': rule(Channel, ({ channel }) => [clear(channelCause(channel))]),
};
