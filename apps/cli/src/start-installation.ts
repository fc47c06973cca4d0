import path from 'node:path';
import { type Log, PipelineError, SourcePreference } from '@tickermill/core';
import { prepareQueues, toQueueBackend } from '@tickermill/engine';
import { type Installation, keysOf, type Lifetime, type readSettings, sourceSettings } from '@tickermill/runtime';
import { freePort } from '@tickermill/runtime/host';
import { type EmbeddedPostgres, migrate, openEmbeddedPostgres, openStore, schemaMisfit } from '@tickermill/store';
import { agreeOn } from '@tickermill/store/fleet';
import { enabledSources } from '@tickermill/upstream';
import { type ApiClient, apiAt } from './api-client.ts';
import { showTerms } from './show-terms.ts';
import { startWorkers } from './start-workers.ts';
import { keepRunning, supervise } from './supervise.ts';
import { print, shortPath, step, yellow } from './terminal.ts';
import { printNews } from './what-is-new.ts';

/** The settings that starting an installation reads. */
export const installationSettings = [
  'DATABASE_URL',
  'REDIS_URL',
  'REDIS_PREFIX',
  'TICKERMILL_HOME',
  'API_PORT',
  'PUBLIC_URL',
  'SOURCES',
  'UPSTREAM_GATEWAY',
  'SEC_USER_AGENT',
  ...sourceSettings,
  'PRICE_SOURCES',
  'WORKERS',
  'WORKER_CONCURRENCY',
  'DRAIN_MS',
  'LOG_LEVEL',
] as const;

type Settings = ReturnType<typeof readSettings<(typeof installationSettings)[number]>>;

interface StartDeps {
  readonly settings: Settings;
  readonly installation: Installation;
  readonly onStop: Lifetime['onStop'];
  readonly log: Log;
  /** Accept the terms of sources without a prompt. */
  readonly yes: boolean;
}

/** The sources to which an installation with these settings sends requests. */
export const sourcesOf = (settings: Settings) =>
  enabledSources(keysOf(settings), SourcePreference.parse(settings.PRICE_SOURCES));

/** Starts Postgres, the sandbox, the API and the workers, in this order, saying so; they stop in the reverse one. */
export async function startInstallation({ settings, installation, onStop, log, yes }: StartDeps): Promise<ApiClient> {
  const postgres = settings.DATABASE_URL ? null : await startPostgres(installation, settings, onStop);
  const databaseUrl = settings.DATABASE_URL ?? postgres?.url ?? '';
  const applied = await step(
    'migrations',
    () => migrate(databaseUrl, log),
    (names) => (names.length > 0 ? `${names.length} applied` : 'up to date'),
  );
  printNews(applied);

  await step(
    'queues',
    () => prepare(databaseUrl, settings, log),
    (where) => where,
  );
  if (settings.SOURCES === 'live') await showTerms(databaseUrl, { yes, log, enabled: sourcesOf(settings) });

  // The owner has made what there is to be made: the processes only write rows.
  const processUrl = (await postgres?.openWriter()) ?? databaseUrl;
  const environmentOf = (process: string) => ({
    DATABASE_URL: processUrl,
    LOG_FILE: path.join(installation.logsDir, `${process}.log`),
  });
  const start = (name: 'api' | 'sandbox', environment: Record<string, string | undefined>) =>
    supervise({ name, onStop, environment: { ...environmentOf(name), ...environment } });
  let gateway = settings.UPSTREAM_GATEWAY;
  if (settings.SOURCES === 'sandbox' && !gateway) {
    const sandboxToken = process.env['SANDBOX_TOKEN'] || installation.sandboxToken();
    const port = await freePort(Number(process.env['SANDBOX_PORT'] ?? 0));
    gateway = await step(
      'sandbox',
      () => start('sandbox', { SANDBOX_PORT: String(port), SANDBOX_TOKEN: sandboxToken }),
      (url) => `${url}  in place of the real hosts`,
    );
  }
  const token = installation.token();
  const port = await freePort(settings.API_PORT);
  const url = await step(
    'API',
    () => start('api', { API_PORT: String(port), API_TOKEN: token }),
    (at) => at,
  );
  installation.claim(url);
  // One port is for one of them.
  const ports = settings.WORKERS > 1 ? { WORKER_PORT: '0' } : {};
  const environmentOfWorker = (worker: string) => ({
    ...environmentOf(worker),
    ...ports,
    UPSTREAM_GATEWAY: gateway,
    EXPORT_DIR: process.env['EXPORT_DIR'] || path.join(installation.dir, 'exports'),
  });
  await startWorkers({ count: settings.WORKERS, drainMs: settings.DRAIN_MS }, onStop, environmentOfWorker);
  return apiAt(url, token);
}

async function startPostgres(
  { postgresDir }: Installation,
  { WORKERS: workers, WORKER_CONCURRENCY: concurrency }: Settings,
  onStop: Lifetime['onStop'],
): Promise<EmbeddedPostgres> {
  // The pools of a worker and of its queues; besides the API and other clients.
  const connections = Math.max(200, 60 + workers * (concurrency + 25));
  const postgres = await step(
    'Postgres',
    () => openEmbeddedPostgres({ dataDir: postgresDir, connections }),
    ({ dataDir }) => shortPath(dataDir),
  );
  if (postgres.repair) print(`  ${yellow('!')} ${postgres.repair}`);
  const stopped = new AbortController();
  onStop('Postgres', () => {
    stopped.abort();
    return postgres.stop();
  });
  void keepRunning('Postgres', stopped.signal, { ended: () => postgres.ended(), start: () => postgres.startAgain() });
  return postgres;
}

/** Reports problems of the queues here, once and plainly, before a process needs them. Returns where the queues are. */
async function prepare(databaseUrl: string, settings: Settings, log: Log): Promise<string> {
  const backend = toQueueBackend(databaseUrl, settings);
  const where = await prepareQueues(backend, log);
  const store = openStore({ url: databaseUrl, connections: 1 });
  try {
    const misfit = await schemaMisfit(store.sql);
    if (misfit) throw new PipelineError('SCHEMA_UNFIT', misfit.message);
    await agreeOn(store.db, 'sources', settings.SOURCES);
    await agreeOn(store.db, 'queue-backend', backend.kind);
  } finally {
    await store.close();
  }
  return where;
}
