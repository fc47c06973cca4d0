// Reads the state, limits and recent requests of sources, for the API.

import { addDays, dayAt, instantOf, latencyQuantile, type SourceId } from '@tickermill/core';
import { openTaskCounts } from '@tickermill/store/ledger';
import { type SourceHour, type SourceStatus, sourceHoursSince, sourceStatuses } from '@tickermill/store/sources';
import { type Rate, type Source, sources } from '@tickermill/upstream';
import type { EngineDeps } from '../engine-deps.ts';

type ViewDeps = Pick<EngineDeps, 'store' | 'now'>;

/** Requests to a source in a span of hours, and their latency. */
interface SourceActivity {
  readonly requests: number;
  readonly failures: number;
  readonly throttles: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** The requests of a source's day. */
interface DayQuota {
  readonly limit: number;
  readonly used: number;
  readonly resetsAt: Date;
}

/** A source in its current state: its limits, its condition, its tasks. */
export interface SourceOverview {
  readonly id: SourceId;
  readonly name: string;
  readonly enabled: boolean;
  readonly state: SourceStatus['state'];
  readonly pace: Rate;
  readonly maxPace: Rate;
  readonly ceiling: Rate;
  readonly requests: number;
  readonly quota: DayQuota | null;
  readonly quietUntil: Date | null;
  readonly quietReason: string | null;
  readonly pausedAt: Date | null;
  readonly pausedBy: string | null;
  readonly pauseReason: string | null;
  readonly pauseUntil: Date | null;
  readonly directSince: Date | null;
  readonly consecutiveFailures: number;
  readonly breakerTrips: number;
  readonly networkFailures: number;
  readonly unreadableAnswers: number;
  readonly outages: number;
  /** The current hour of UTC and the one before it; and the 23 before it. */
  readonly lastHour: SourceActivity;
  readonly lastDay: SourceActivity;
  readonly waiting: number;
  readonly queued: number;
  readonly running: number;
}

/** Every source of the table, as it is now. */
export async function viewSources({ store, now }: ViewDeps): Promise<SourceOverview[]> {
  const [statuses, open, lastHour, lastDay] = await Promise.all([
    sourceStatuses(store.db),
    openTaskCounts(store.db),
    sourceHoursSince(store.db, hoursBefore(now(), 1)),
    sourceHoursSince(store.db, hoursBefore(now(), 23)),
  ]);
  return Object.values(sources).map((source) => {
    const status = statuses.find((each) => each.source === source.id) ?? unasked(source);
    const { waiting, queued, running } = open.find((counts) => counts.source === source.id) ?? none;
    return {
      id: source.id,
      name: source.name,
      enabled: status.enabled,
      state: status.state,
      pace: rateOf(status.pace),
      maxPace: rateOf(source.maxPace),
      ceiling: rateOf(source.ceiling),
      requests: status.requests,
      quota: source.quota && viewQuota(source.quota, status.quota, now()),
      quietUntil: status.quietUntil,
      quietReason: status.quietReason,
      pausedAt: status.pausedAt,
      pausedBy: status.pausedBy,
      pauseReason: status.pauseReason,
      pauseUntil: status.pauseUntil,
      directSince: status.directSince,
      consecutiveFailures: status.consecutiveFailures,
      breakerTrips: status.breakerTrips,
      networkFailures: status.networkFailures,
      unreadableAnswers: status.unreadableAnswers,
      outages: status.outages,
      lastHour: viewActivity(lastHour, source.id),
      lastDay: viewActivity(lastDay, source.id),
      waiting,
      queued,
      running,
    };
  });
}

const hourMs = 3_600_000;
/** The beginning of the hour that lies so many hours before the current one. */
const hoursBefore = (now: Date, hours: number) => new Date((Math.floor(now.getTime() / hourMs) - hours) * hourMs);

function viewActivity(counts: readonly Omit<SourceHour, 'hour'>[], id: SourceId): SourceActivity {
  const found = counts.find(({ source }) => source === id);
  const { requests = 0, failures = 0, throttles = 0, buckets = [] } = found ?? {};
  const [p50, p95] = [latencyQuantile(buckets, 0.5), latencyQuantile(buckets, 0.95)];
  return { requests, failures, throttles, p50Ms: p50, p95Ms: p95 };
}

/** One source as it is now. */
export async function viewSource(viewing: ViewDeps, source: SourceId): Promise<SourceOverview> {
  const view = (await viewSources(viewing)).find(({ id }) => id === source);
  if (!view) throw new Error(`source ${source} has no view`);
  return view;
}

const none = { waiting: 0, queued: 0, running: 0 };

/** A source that no worker has prepared yet. */
const unasked = ({ id, pace, key }: Source): SourceStatus => ({
  source: id,
  enabled: key === null,
  state: 'open',
  pace,
  requests: 0,
  quota: { day: null, used: 0 },
  quietUntil: null,
  quietReason: null,
  pausedAt: null,
  pausedBy: null,
  pauseReason: null,
  pauseUntil: null,
  directSince: null,
  consecutiveFailures: 0,
  breakerTrips: 0,
  networkFailures: 0,
  unreadableAnswers: 0,
  outages: 0,
});

/** Without further fields of a rate. */
const rateOf = ({ requests, perMs }: Rate): Rate => ({ requests, perMs });

/** What was counted on an earlier day is used no more. */
export function viewQuota(
  { perDay, resetZone }: NonNullable<Source['quota']>,
  { day, used }: SourceStatus['quota'],
  now: Date,
): DayQuota {
  const today = dayAt(now, resetZone);
  const isToday = day !== null && day.toISOString().slice(0, 10) >= today;
  return { limit: perDay, used: isToday ? used : 0, resetsAt: instantOf(`${addDays(today, 1)}T00:00:00`, resetZone) };
}
