import { addDays, dayAt, instantOf, latencyQuantile, type SourceId } from '@tickermill/core';
import type { SourceView } from '@tickermill/core/contracts';
import { openTaskCounts } from '@tickermill/store/ledger';
import { type SourceHour, type SourceStatus, sourceHoursSince, sourceStatuses } from '@tickermill/store/sources';
import { type Rate, type Source, sources } from '@tickermill/upstream';
import type { EngineDeps } from '../engine-deps.ts';

type ViewDeps = Pick<EngineDeps, 'store' | 'now'>;

/** Every source of the table, as it is now. */
export async function viewSources({ store, now }: ViewDeps): Promise<SourceView[]> {
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
      pace: toView(status.pace),
      max_pace: toView(source.maxPace),
      ceiling: toView(source.ceiling),
      requests: status.requests,
      quota: source.quota && viewQuota(source.quota, status.quota, now()),
      quiet_until: status.quietUntil?.toISOString() ?? null,
      quiet_reason: status.quietReason,
      paused_at: status.pausedAt?.toISOString() ?? null,
      paused_by: status.pausedBy,
      direct_since: status.directSince?.toISOString() ?? null,
      consecutive_failures: status.consecutiveFailures,
      breaker_trips: status.breakerTrips,
      last_hour: viewActivity(lastHour, source.id),
      last_day: viewActivity(lastDay, source.id),
      waiting,
      queued,
      running,
    };
  });
}

const hourMs = 3_600_000;
/** The beginning of the hour that so many come before the current one. */
const hoursBefore = (now: Date, hours: number) => new Date((Math.floor(now.getTime() / hourMs) - hours) * hourMs);

function viewActivity(counts: readonly Omit<SourceHour, 'hour'>[], id: SourceId): SourceView['last_hour'] {
  const found = counts.find(({ source }) => source === id);
  const { requests = 0, failures = 0, throttles = 0, buckets = [] } = found ?? {};
  const [p50, p95] = [latencyQuantile(buckets, 0.5), latencyQuantile(buckets, 0.95)];
  return { requests, failures, throttles, p50_ms: p50, p95_ms: p95 };
}

/** One source as it is now. */
export async function viewSource(viewing: ViewDeps, source: SourceId): Promise<SourceView> {
  const view = (await viewSources(viewing)).find(({ id }) => id === source);
  if (!view) throw new Error(`source ${source} has no view`);
  return view;
}

const none = { waiting: 0, queued: 0, running: 0 };

/** A source that no worker has been ready to ask yet. */
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
  directSince: null,
  consecutiveFailures: 0,
  breakerTrips: 0,
});

const toView = ({ requests, perMs }: Rate) => ({ requests, per_ms: perMs });

/** What was counted on an earlier day is used no more. */
export function viewQuota(
  { perDay, resetZone }: NonNullable<Source['quota']>,
  { day, used }: SourceStatus['quota'],
  now: Date,
): NonNullable<SourceView['quota']> {
  const today = dayAt(now, resetZone);
  const isToday = day !== null && day.toISOString().slice(0, 10) >= today;
  const resetsAt = instantOf(`${addDays(today, 1)}T00:00:00`, resetZone);
  return { limit: perDay, used: isToday ? used : 0, resets_at: resetsAt.toISOString() };
}
