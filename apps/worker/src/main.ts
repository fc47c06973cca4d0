import { hostname } from 'node:os';
import path from 'node:path';
import { backupsChore } from '@tickermill/backup';
import { PipelineError, SourcePreference } from '@tickermill/core';
import { type openWorker, toQueueBackend } from '@tickermill/engine';
import { qualityChores } from '@tickermill/quality';
import { dataFolder, keysOf, proxiesOf, sourceSettings } from '@tickermill/runtime';
import { openMetrics } from '@tickermill/runtime/metrics';
import { announceReady, runService } from '@tickermill/runtime/service';
import { openStore, pingDatabaseServer } from '@tickermill/store';
import { recordNightlyBackups } from '@tickermill/store/backups';
import { agreeOn } from '@tickermill/store/fleet';
import { serveHealth } from './health.ts';
import { startHeartbeat } from './heartbeat.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { lakeSettings, lakeTarget } from './lake-target.ts';
import { missingSettings } from './missing-settings.ts';
import { toObserver, toPhases } from './observe.ts';
import { alertSettings, openWithAlerts } from './open-with-alerts.ts';
import { openProfile } from './profile.ts';
import { reportMachine } from './report-machine.ts';
import { type ClockFit, workWhenFit } from './work-when-fit.ts';

const name = `${hostname()}-${process.pid}`;
const settingKeys = [
  'DATABASE_URL',
  'REDIS_URL',
  'REDIS_PREFIX',
  'SOURCES',
  'UPSTREAM_GATEWAY',
  'SEC_USER_AGENT',
  ...sourceSettings,
  'PRICE_SOURCES',
  'SANDBOX_PACE',
  'SANDBOX_QUIET_MS',
  'WORKER_CONCURRENCY',
  'TASK_ATTEMPTS',
  'QUEUE_WINDOW',
  'CAPTURE_DAYS',
  'PRICES_KEEP_YEARS',
  'QUOTES_KEEP_DAYS',
  'AUDIT_KEEP_DAYS',
  'ALERTS_KEEP_DAYS',
  'CLIENT_LOGS_KEEP_DAYS',
  'RUNS_KEEP_DAYS',
  'TASKS_KEEP_DAYS',
  'EXPORT_DIR',
  ...lakeSettings,
  'CHANGES_KEEP_DAYS',
  'FINDINGS_KEEP_DAYS',
  'BACKUP_DIR',
  'BACKUP_KEY',
  'BACKUP_KEEP',
  'BACKUP_NIGHTLY',
  'DISK_PAUSE_PERCENT',
  'CAPTURE_FAILED_DAYS',
  'DRAIN_MS',
  'RECONCILE_MS',
  'WORKER_PROFILE',
  'TICKERMILL_HOME',
  'LISTEN_HOST',
  'WORKER_PORT',
  'METRICS_TOKEN',
  'PUBLIC_URL',
  'ALERT_PRIVATE_ADDRESSES',
  'ALERT_TELEGRAM_TOKEN',
  'ALERT_TELEGRAM_CHAT',
  'ALERT_WEBHOOK_URL',
  'ALERT_WEBHOOK_KEY',
  'HEARTBEAT_URL',
  'HEARTBEAT_SCHEDULER_URL',
] as const;

/** Tasks in progress write in groups: more sessions would wait for one another, and each plans every statement anew. */
const maxWriting = 10;
/** For maintenance, heartbeat and health. */
const otherSessions = 5;

keepHeapSmall();
await runService(
  { module: 'worker', settings: settingKeys, fields: { worker: name } },
  async ({ settings, log, onStop }) => {
    const missing = missingSettings(settings);
    if (missing.length > 0) throw new PipelineError('CONFIG_INVALID', missing.join('\n'));
    const { DATABASE_URL: url = '', UPSTREAM_GATEWAY: gateway } = settings;
    const store = openStore({ url, connections: Math.min(settings.WORKER_CONCURRENCY, maxWriting) + otherSessions });
    onStop('store', () => store.close());
    await pingDatabaseServer(store.sql);
    const queueBackend = toQueueBackend(url, settings);
    const agree = async () => {
      await agreeOn(store.db, 'sources', settings.SOURCES);
      await agreeOn(store.db, 'queue-backend', queueBackend.kind);
    };
    // The lease is taken before the agreement is checked: a process that moves the queue meanwhile either sees this
    // worker or is seen by it.
    const heartbeat = await startHeartbeat({ store, worker: name, log, agree });
    onStop('heartbeat', heartbeat.stop);
    await agree();
    const profile = settings.WORKER_PROFILE === 'on' ? openProfile() : null;
    const metrics = openMetrics('worker');
    const backupFolder = settings.BACKUP_DIR && path.resolve(settings.BACKUP_DIR);
    if (backupFolder) await recordNightlyBackups(store.sql, settings.BACKUP_NIGHTLY === 'on');
    const stopping = new AbortController();
    const backups = {
      url,
      key: settings.BACKUP_KEY ?? null,
      keep: settings.BACKUP_KEEP,
      pausePercent: settings.DISK_PAUSE_PERCENT,
      signal: stopping.signal,
    };
    const options: Parameters<typeof openWorker>[0] = {
      store,
      queueBackend,
      upstream: {
        ...(gateway ? { gateway } : {}),
        ...(settings.SEC_USER_AGENT ? { userAgent: settings.SEC_USER_AGENT } : {}),
        keys: keysOf(settings),
        ...(settings.SANDBOX_QUIET_MS ? { quietMs: settings.SANDBOX_QUIET_MS } : {}),
      },
      proxies: proxiesOf(settings),
      pricePreference: SourcePreference.parse(settings.PRICE_SOURCES),
      pace: settings.SANDBOX_PACE ? { requests: settings.SANDBOX_PACE, perMs: 1_000 } : undefined,
      log,
      name,
      concurrency: settings.WORKER_CONCURRENCY,
      attempts: settings.TASK_ATTEMPTS,
      window: settings.QUEUE_WINDOW,
      historyDays: {
        audit: settings.AUDIT_KEEP_DAYS,
        changes: settings.CHANGES_KEEP_DAYS,
        clientLogs: settings.CLIENT_LOGS_KEEP_DAYS,
        tasks: settings.TASKS_KEEP_DAYS,
        runs: settings.RUNS_KEEP_DAYS,
      },
      lake: lakeTarget(settings),
      exportFolder: settings.EXPORT_DIR && path.resolve(settings.EXPORT_DIR),
      priceRetention: { quoteDays: settings.QUOTES_KEEP_DAYS, years: settings.PRICES_KEEP_YEARS ?? null },
      captureDays: { used: settings.CAPTURE_DAYS, failed: settings.CAPTURE_FAILED_DAYS },
      reconcileMs: settings.RECONCILE_MS,
      now: () => new Date(),
      random: Math.random,
      chores: (deps) => [
        ...qualityChores({ ...deps, findingDays: settings.FINDINGS_KEEP_DAYS }),
        ...(backupFolder ? [backupsChore({ ...deps, ...backups, folder: backupFolder })] : []),
      ],
      onPhase: toPhases(metrics, profile?.onPhase),
      observer: toObserver(metrics),
      onFinish: async ({ id, dataset, trigger, state, report }) => {
        metrics.add('tickermill_runs_total', { dataset, trigger, state });
        const { targets, found, created, requests, durationMs } = report;
        log.info('run finished', {
          run_id: String(id),
          dataset,
          state,
          targets,
          found,
          created,
          requests,
          duration_ms: durationMs,
        });
      },
    };
    const disk = { folder: dataFolder(settings.TICKERMILL_HOME), pausePercent: settings.DISK_PAUSE_PERCENT };
    const report = await reportMachine({ store, worker: name, log, disk, now: options.now });
    onStop('report', report.stop);
    const open = async ({ takesTicks, aheadMs }: ClockFit) => {
      const engine = await openWithAlerts(
        { ...options, takesTicks, now: () => new Date(Date.now() - aheadMs) },
        alertSettings(settings),
      );
      log.info('working', { sources: settings.SOURCES });
      return engine;
    };
    const worker = await workWhenFit({ store, log, drainMs: settings.DRAIN_MS, now: options.now, open });
    onStop('engine', worker.stop);
    onStop('backup', () => stopping.abort()); // else the chores would be waited for until it is made
    const health = await serveHealth({
      host: settings.LISTEN_HOST,
      port: settings.WORKER_PORT,
      metrics,
      metricsToken: settings.METRICS_TOKEN,
      profile,
      disk,
      needs: {
        schema: worker.schema,
        clock: worker.clock,
        database: { check: worker.pingDatabase, reason: 'the database does not take writes' },
        queue: { check: worker.pingQueue, reason: 'the queue does not take writes' },
      },
    });
    onStop('health', health.close);
    announceReady({ url: health.url });
  },
);
