import { Severity } from '@tickermill/core';
import { viewScheduler, viewSources } from '@tickermill/engine';
import { type EffectiveCheck, viewChecks, viewFreshness } from '@tickermill/quality';
import type { MetricName, Metrics } from '@tickermill/runtime/metrics';
import { channelLoads, openAlertCounts } from '@tickermill/store/alerts';
import { backupTotals } from '@tickermill/store/backups';
import { openBulkActions } from '@tickermill/store/bulk';
import {
  type ChoreState,
  choreStates,
  type FleetFacts,
  fleetFacts,
  type ReportedWorker,
  reportedWorkers,
} from '@tickermill/store/fleet';
import { lakeTotals } from '@tickermill/store/lake';
import { portfolioTotals } from '@tickermill/store/portfolios';
import { lastMarketDays } from '@tickermill/store/prices';
import { openFindings } from '@tickermill/store/quality';
import { storageSizes } from '@tickermill/store/storage';
import { countOpenFindings } from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';

type FleetMetricsDeps = Pick<ApiContext, 'store' | 'queues' | 'now'>;

/** How long a reading is reused, ms: frequent scrapes do not cost the database more. */
const freshMs = 5_000;
const sourceStates = ['open', 'quiet', 'probing', 'paused'] as const;

/** Keeps the metrics of all processes together, which the database and the queue know. Returns what reads them anew. */
export function watchFleet(reading: FleetMetricsDeps, metrics: Metrics): () => Promise<void> {
  let readAt = Number.NEGATIVE_INFINITY;
  let under: Promise<void> | null = null;
  return () => {
    if (under === null || performance.now() - readAt >= freshMs) {
      readAt = performance.now();
      under = Promise.all([readLedger(reading, metrics), readQueues(reading, metrics)]).then(() => {});
    }
    return under;
  };
}

/** Publishes one reading. Gauges whose read failed are reset, so that no stale value is exported. */
async function read(
  metrics: Metrics,
  of: 'database' | 'queue',
  names: readonly MetricName[],
  work: () => Promise<() => void>,
) {
  const publish = await work().catch(() => null);
  for (const name of names) metrics.reset(name);
  publish?.();
  metrics.set('tickermill_facts_up', publish ? 1 : 0, { of });
}

const ledgerMetrics = [
  'tickermill_tasks_open',
  'tickermill_oldest_task_age_seconds',
  'tickermill_source_state',
  'tickermill_source_quiet_seconds',
  'tickermill_source_pace_requests_per_second',
  'tickermill_source_ceiling_requests_per_second',
  'tickermill_source_requests_total',
  'tickermill_source_quota_requests',
  'tickermill_source_failures',
  'tickermill_source_network_failures',
  'tickermill_source_unreadable_answers',
  'tickermill_source_outages',
  'tickermill_source_breaker_trips',
  'tickermill_runs_open',
  'tickermill_dead_letters',
  'tickermill_bulk_actions_running',
  'tickermill_bulk_items_waiting',
  'tickermill_portfolios',
  'tickermill_portfolio_holdings_stale',
  'tickermill_portfolio_holdings_missing',
  'tickermill_storage_bytes',
  'tickermill_market_day_bars',
  'tickermill_market_day_missing',
  'tickermill_backup_age_seconds',
  'tickermill_backup_size_bytes',
  'tickermill_backups',
  'tickermill_backups_failed',
  'tickermill_lake_age_seconds',
  'tickermill_lake_files',
  'tickermill_lake_size_bytes',
  'tickermill_lake_exports_failed',
  'tickermill_qa_findings',
  'tickermill_qa_exempt_findings',
  'tickermill_freshness_late_seconds',
  'tickermill_qa_roll_up',
  'tickermill_qa_last_success_age_seconds',
  'tickermill_workers',
  'tickermill_listing_findings_open',
  'tickermill_worker_clock_ahead_seconds',
  'tickermill_disk_free_bytes',
  'tickermill_disk_size_bytes',
  'tickermill_disk_low',
  'tickermill_schedule_last_tick_age_seconds',
  'tickermill_schedule_lag_seconds',
  'tickermill_maintenance_last_success_age_seconds',
  'tickermill_maintenance_duration_seconds',
  'tickermill_maintenance_failures',
  'tickermill_maintenance_failures_total',
  'tickermill_alerts_open',
  'tickermill_alert_messages_queued',
  'tickermill_alert_channel_failures',
] as const satisfies MetricName[];

function readLedger({ store, now }: FleetMetricsDeps, metrics: Metrics): Promise<void> {
  return read(metrics, 'database', ledgerMetrics, async () => {
    const [
      facts,
      sources,
      chores,
      workers,
      listingFindings,
      checks,
      open,
      alerts,
      loads,
      freshness,
      bulk,
      backups,
      portfolios,
      wholeDays,
      lake,
      storage,
    ] = await Promise.all([
      fleetFacts(store.db),
      viewSources({ store, now }),
      choreStates(store.sql),
      reportedWorkers(store.sql),
      countOpenFindings(store.sql),
      viewChecks(store.sql),
      openFindings(store.sql),
      openAlertCounts(store.sql),
      channelLoads(store.sql),
      viewFreshness({ store, now }),
      openBulkActions(store.sql),
      backupTotals(store.sql),
      portfolioTotals(store.sql),
      lastMarketDays(store.sql),
      lakeTotals(store.sql),
      storageSizes(store.sql, now()),
    ]);
    return () => {
      publishTasks(metrics, facts);
      for (const source of sources) publishSource(metrics, source, now());
      for (const { trigger, state, count } of facts.runs)
        metrics.set('tickermill_runs_open', count, { trigger, state });
      for (const chore of chores) setChore(metrics, chore, now());
      for (const check of checks) setCheck(metrics, check, now());
      for (const { dataset, exchange, lateMinutes } of freshness)
        metrics.set('tickermill_freshness_late_seconds', lateMinutes * 60, { dataset, exchange });
      for (const { checkId: check, info, warning, critical, exempt } of open) {
        metrics.set('tickermill_qa_exempt_findings', exempt, { check });
        for (const [severity, number] of Object.entries({ info, warning, critical }))
          metrics.set('tickermill_qa_findings', number, { check, severity });
      }
      metrics.set('tickermill_dead_letters', facts.deadLetters);
      metrics.set('tickermill_bulk_actions_running', bulk.running);
      metrics.set('tickermill_bulk_items_waiting', bulk.waiting);
      metrics.set('tickermill_portfolios', portfolios.portfolios);
      metrics.set('tickermill_portfolio_holdings_stale', portfolios.stale);
      metrics.set('tickermill_portfolio_holdings_missing', portfolios.missing);
      for (const { family, bytes } of storage.families) metrics.set('tickermill_storage_bytes', bytes, { family });
      for (const { market, provider, bars, missing } of wholeDays) {
        metrics.set('tickermill_market_day_bars', bars, { market, provider });
        metrics.set('tickermill_market_day_missing', missing, { market, provider });
      }
      metrics.set('tickermill_backups', backups.files);
      metrics.set('tickermill_backups_failed', backups.failedSince);
      if (backups.asOf)
        metrics.set('tickermill_backup_age_seconds', (now().getTime() - backups.asOf.getTime()) / 1_000);
      if (backups.bytes !== null) metrics.set('tickermill_backup_size_bytes', backups.bytes);
      if (lake.exportedAt)
        metrics.set('tickermill_lake_age_seconds', (now().getTime() - lake.exportedAt.getTime()) / 1_000);
      metrics.set('tickermill_lake_files', lake.files);
      metrics.set('tickermill_lake_size_bytes', lake.bytes);
      metrics.set('tickermill_lake_exports_failed', lake.failedSince);
      metrics.set('tickermill_workers', facts.workers);
      metrics.set('tickermill_listing_findings_open', listingFindings);
      for (const worker of workers) publishWorker(metrics, worker);
      for (const severity of Severity.options)
        metrics.set('tickermill_alerts_open', alerts.find((each) => each.severity === severity)?.count ?? 0, {
          severity,
        });
      for (const { channel, queued, failures } of loads) {
        metrics.set('tickermill_alert_messages_queued', queued, { channel });
        metrics.set('tickermill_alert_channel_failures', failures, { channel });
      }
      if (facts.tick === null) return;
      metrics.set('tickermill_schedule_last_tick_age_seconds', facts.tick.ageSeconds);
      metrics.set('tickermill_schedule_lag_seconds', facts.tick.delaySeconds);
    };
  });
}

function publishTasks(metrics: Metrics, { tasks }: FleetFacts): void {
  for (const { source, state, count, oldestSeconds } of tasks) {
    metrics.set('tickermill_tasks_open', count, { source, state });
    metrics.set('tickermill_oldest_task_age_seconds', oldestSeconds, { source, state });
  }
}

function publishSource(metrics: Metrics, view: Awaited<ReturnType<typeof viewSources>>[number], now: Date): void {
  const source = { source: view.id };
  const perSecond = ({ requests, perMs }: typeof view.pace) => (requests * 1_000) / perMs;
  for (const state of sourceStates) {
    metrics.set('tickermill_source_state', view.state === state ? 1 : 0, { ...source, state });
  }
  const quietMs = view.quietUntil === null ? 0 : view.quietUntil.getTime() - now.getTime();
  metrics.set('tickermill_source_quiet_seconds', Math.max(0, quietMs / 1_000), source);
  metrics.set('tickermill_source_pace_requests_per_second', perSecond(view.pace), source);
  metrics.set('tickermill_source_ceiling_requests_per_second', perSecond(view.ceiling), source);
  metrics.add('tickermill_source_requests_total', source, view.requests);
  metrics.set('tickermill_source_failures', view.consecutiveFailures, source);
  metrics.set('tickermill_source_network_failures', view.networkFailures, source);
  metrics.set('tickermill_source_unreadable_answers', view.unreadableAnswers, source);
  metrics.set('tickermill_source_outages', view.outages, source);
  metrics.set('tickermill_source_breaker_trips', view.breakerTrips, source);
  if (view.quota === null) return;
  const { limit, used } = view.quota;
  for (const [part, value] of Object.entries({ limit, used, left: Math.max(0, limit - used) })) {
    metrics.set('tickermill_source_quota_requests', value, { ...source, part });
  }
}

function publishWorker(metrics: Metrics, { worker, ...report }: ReportedWorker): void {
  metrics.set('tickermill_worker_clock_ahead_seconds', report.clockAheadMs / 1_000, { worker });
  metrics.set('tickermill_disk_free_bytes', report.diskFreeBytes, { worker });
  metrics.set('tickermill_disk_size_bytes', report.diskTotalBytes, { worker });
  metrics.set('tickermill_disk_low', report.diskLowSince === null ? 0 : 1, { worker });
}

function setChore(metrics: Metrics, { name, lastSuccessAt, durationMs, ...chore }: ChoreState, now: Date): void {
  metrics.set('tickermill_maintenance_failures', chore.failures, { chore: name });
  metrics.add('tickermill_maintenance_failures_total', { chore: name }, chore.failuresTotal);
  if (durationMs !== null) metrics.set('tickermill_maintenance_duration_seconds', durationMs / 1_000, { chore: name });
  if (lastSuccessAt === null) return;
  const ageMs = Math.max(0, now.getTime() - lastSuccessAt.getTime());
  metrics.set('tickermill_maintenance_last_success_age_seconds', ageMs / 1_000, { chore: name });
}

function setCheck(metrics: Metrics, { check: { id }, enabled, colour, succeededAt }: EffectiveCheck, now: Date): void {
  if (!enabled) return;
  for (const each of ['green', 'yellow', 'red'])
    metrics.set('tickermill_qa_roll_up', each === colour ? 1 : 0, { check: id, colour: each });
  if (succeededAt === null) return;
  const ageMs = Math.max(0, now.getTime() - succeededAt.getTime());
  metrics.set('tickermill_qa_last_success_age_seconds', ageMs / 1_000, { check: id });
}

function readQueues({ store, queues, now }: FleetMetricsDeps, metrics: Metrics): Promise<void> {
  return read(metrics, 'queue', ['tickermill_queue_jobs'], async () => {
    const { queues: counts } = await viewScheduler({ store, queues, now });
    return () => {
      for (const { name, waiting, delayed, active } of counts) {
        for (const [state, count] of Object.entries({ waiting, delayed, active })) {
          metrics.set('tickermill_queue_jobs', count, { queue: name, state });
        }
      }
    };
  });
}
