import { hostname } from 'node:os';
import { PipelineError } from '@tickermill/core';
import { openWorker } from '@tickermill/engine';
import { announceReady, createLog, readSettings, runService } from '@tickermill/runtime';
import { agreeOnSources, openStore } from '@tickermill/store';
import { serveHealth } from './health.ts';

const settings = readSettings([
  'DATABASE_URL',
  'SOURCES',
  'UPSTREAM_GATEWAY',
  'SEC_USER_AGENT',
  'SANDBOX_PACE',
  'WORKER_CONCURRENCY',
  'TASK_ATTEMPTS',
  'QUEUE_WINDOW',
  'DRAIN_MS',
  'RECONCILE_MS',
  'LOG_LEVEL',
  'LOG_FILE',
]);
const name = `${hostname()}-${process.pid}`;
const log = createLog({ module: 'worker', level: settings.LOG_LEVEL, file: settings.LOG_FILE }).child({ worker: name });

await runService(log, async ({ onStop }) => {
  const url = settings.DATABASE_URL;
  if (!url) throw new PipelineError('CONFIG_INVALID', 'DATABASE_URL: a worker needs the Postgres of its installation.');
  const gateway = settings.UPSTREAM_GATEWAY;
  if (settings.SOURCES === 'sandbox' && !gateway) {
    throw new PipelineError('CONFIG_INVALID', 'UPSTREAM_GATEWAY: SOURCES=sandbox needs the address of the sandbox.');
  }
  if (settings.SOURCES === 'live' && settings.SANDBOX_PACE) {
    throw new PipelineError('CONFIG_INVALID', 'SANDBOX_PACE: the real hosts are asked at their own pace.');
  }
  const store = openStore({ url, connections: settings.WORKER_CONCURRENCY + 5 });
  onStop('store', () => store.close());
  await agreeOnSources(store.db, settings.SOURCES);
  const worker = await openWorker({
    store,
    queueUrl: url,
    upstream: {
      ...(gateway ? { gateway } : {}),
      ...(settings.SEC_USER_AGENT ? { userAgent: settings.SEC_USER_AGENT } : {}),
    },
    pace: settings.SANDBOX_PACE ? { requests: settings.SANDBOX_PACE, perMs: 1_000 } : undefined,
    log,
    name,
    concurrency: settings.WORKER_CONCURRENCY,
    attempts: settings.TASK_ATTEMPTS,
    window: settings.QUEUE_WINDOW,
    reconcileMs: settings.RECONCILE_MS,
    now: () => new Date(),
    random: Math.random,
    onFinish: async ({ id, dataset, state, report }) => {
      const { targets, found, created, requests, duration_ms } = report;
      log.info('run finished', { run_id: String(id), dataset, state, targets, found, created, requests, duration_ms });
    },
  });
  onStop('engine', () => worker.stop(settings.DRAIN_MS));
  const health = await serveHealth(worker);
  onStop('health', health.close);
  log.info('working', { sources: settings.SOURCES });
  announceReady({ url: health.url });
});
