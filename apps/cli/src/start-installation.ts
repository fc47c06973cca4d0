import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import type { Log } from '@tickermill/core';
import type { Installation, Lifetime, readSettings } from '@tickermill/runtime';
import { migrate, openEmbeddedPostgres } from '@tickermill/store';
import { type ApiClient, apiAt } from './api-client.ts';
import { supervise } from './supervise.ts';
import { shortPath, step } from './terminal.ts';

/** The settings that starting an installation reads. */
export const installationSettings = [
  'DATABASE_URL',
  'TICKERMILL_HOME',
  'API_PORT',
  'SOURCES',
  'UPSTREAM_GATEWAY',
  'SEC_USER_AGENT',
  'LOG_LEVEL',
] as const;

interface Starting {
  readonly settings: ReturnType<typeof readSettings<(typeof installationSettings)[number]>>;
  readonly installation: Installation;
  readonly onStop: Lifetime['onStop'];
  readonly log: Log;
}

/** Starts Postgres, the sandbox, the API and a worker, in this order, saying so; they stop in the reverse one. */
export async function startInstallation({ settings, installation, onStop, log }: Starting): Promise<ApiClient> {
  const databaseUrl = settings.DATABASE_URL ?? (await startPostgres(installation, onStop));
  await step(
    'migrations',
    () => migrate(databaseUrl, log),
    (applied) => (applied.length > 0 ? `${applied.length} applied` : 'up to date'),
  );

  const start = (name: 'api' | 'worker' | 'sandbox', environment: Record<string, string | undefined>) => {
    const LOG_FILE = path.join(installation.logsDir, `${name}.log`);
    return supervise({ name, onStop, environment: { DATABASE_URL: databaseUrl, LOG_FILE, ...environment } });
  };
  let gateway = settings.UPSTREAM_GATEWAY;
  if (settings.SOURCES === 'sandbox' && !gateway) {
    const port = await freePort(Number(process.env['SANDBOX_PORT'] ?? 0));
    gateway = await step(
      'sandbox',
      () => start('sandbox', { SANDBOX_PORT: String(port) }),
      (url) => `${url}  in place of the SEC`,
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
  await step('worker', () => start('worker', { UPSTREAM_GATEWAY: gateway }));
  return apiAt(url, token);
}

async function startPostgres({ postgresDir }: Installation, onStop: Lifetime['onStop']): Promise<string> {
  const postgres = await step(
    'Postgres',
    () => openEmbeddedPostgres({ dataDir: postgresDir }),
    ({ dataDir }) => shortPath(dataDir),
  );
  onStop('Postgres', () => postgres.stop());
  return postgres.url;
}

/** The port asked for if it is free, else any free one: an app that is started again is found where it was. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort(0))));
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
