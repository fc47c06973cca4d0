import path from 'node:path';
import type { Log } from '@tickermill/core';
import type { Installation } from '@tickermill/runtime';
import { freePort } from '@tickermill/runtime/host';
import type { Lifetime } from '@tickermill/runtime/service';
import { type EmbeddedPostgres, migrate, openEmbeddedPostgres } from '@tickermill/store/postgres';
import { type ApiClient, apiAt } from './api-client.ts';
import { commandHost } from './command-host.ts';
import type { Settings } from './installation-settings.ts';
import { runPreparation } from './run-preparation.ts';
import { startWorkers } from './start-workers.ts';
import { keepRunning, supervise } from './supervise.ts';
import { print, shortPath, step, yellow } from './terminal.ts';
import { printNews } from './what-is-new.ts';

interface StartDeps {
  readonly settings: Settings;
  readonly installation: Installation;
  readonly onStop: Lifetime['onStop'];
  readonly log: Log;
  /** Accept the terms of sources without a prompt. */
  readonly yes: boolean;
}

/** Starts Postgres, the sandbox, the API and the workers, saying so. They stop one after the other: the workers first. */
export async function startInstallation({ settings, installation, onStop, log, yes }: StartDeps): Promise<ApiClient> {
  const postgres = settings.DATABASE_URL ? null : await startPostgres(installation, settings, onStop);
  const databaseUrl = settings.DATABASE_URL ?? postgres?.url ?? '';
  const applied = await step(
    'migrations',
    () => migrate(databaseUrl, log),
    (names) => (names.length > 0 ? `${names.length} applied` : 'up to date'),
  );
  printNews(applied);

  // What waits for nothing of the other starts beside it: the machine has more than one core.
  const [gateway] = await Promise.all([
    settings.SOURCES === 'sandbox' && !settings.UPSTREAM_GATEWAY
      ? startSandbox(installation, onStop)
      : settings.UPSTREAM_GATEWAY,
    runPreparation(databaseUrl, { yes, onStop }),
  ]);
  // The owner has made what there is to be made: the processes only write rows.
  const processUrl = (await postgres?.openWriter()) ?? databaseUrl;
  const environmentOf = (process: string) => ({ DATABASE_URL: processUrl, ...loggingTo(installation, process) });
  const token = installation.token();
  const port = String(await freePort(settings.API_PORT));
  const startApi = async () => {
    const environment = { ...environmentOf('api'), API_PORT: port, API_TOKEN: token };
    const url = await step(
      'API',
      () => supervise({ name: 'api', onStop, environment }),
      (at) => at,
    );
    installation.claim(url);
    return url;
  };
  // One port is for one of them.
  const ports = settings.WORKERS > 1 ? { WORKER_PORT: '0' } : {};
  const environmentOfWorker = (worker: string) => ({
    ...environmentOf(worker),
    ...ports,
    UPSTREAM_GATEWAY: gateway,
    EXPORT_DIR: commandHost().env['EXPORT_DIR'] || path.join(installation.dir, 'exports'),
    LAKE_DIR: commandHost().env['LAKE_DIR'] || path.join(installation.dir, 'lake'),
    BACKUP_DIR: commandHost().env['BACKUP_DIR'] || path.join(installation.dir, 'backups'),
    BACKUP_NIGHTLY: commandHost().env['BACKUP_NIGHTLY'] || (postgres ? 'on' : 'off'),
  });
  const [url] = await Promise.all([
    startApi(),
    startWorkers({ count: settings.WORKERS, drainMs: settings.DRAIN_MS }, onStop, environmentOfWorker),
  ]);
  return apiAt(url, token);
}

const loggingTo = ({ logsDir }: Installation, process: string) => ({ LOG_FILE: path.join(logsDir, `${process}.log`) });

/** Starts the sandbox and returns its address. */
async function startSandbox(installation: Installation, onStop: Lifetime['onStop']): Promise<string> {
  const environment = {
    ...loggingTo(installation, 'sandbox'),
    SANDBOX_TOKEN: commandHost().env['SANDBOX_TOKEN'] || installation.sandboxToken(),
    SANDBOX_PORT: String(await freePort(Number(commandHost().env['SANDBOX_PORT'] ?? 0))),
  };
  return step(
    'sandbox',
    () => supervise({ name: 'sandbox', onStop, environment }),
    (url) => `${url}  in place of the real hosts`,
  );
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
