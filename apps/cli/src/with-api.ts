import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openInstallation, readSettings } from '@tickermill/runtime';
import { createLog, startService } from '@tickermill/runtime/service';
import { migrate, openEmbeddedPostgres } from '@tickermill/store/postgres';
import { type ApiClient, apiAt, findApi } from './api-client.ts';
import { commandHost } from './command-host.ts';

/**
 * Works with the API that TICKERMILL_URL names or that runs from this checkout; where none does, with one that is started
 * for as long as the work takes, on the database that the settings name.
 */
export async function withApi<T>(work: (api: ApiClient) => Promise<T>): Promise<T> {
  const { env } = commandHost();
  const settings = readSettings(['TICKERMILL_URL', 'TICKERMILL_HOME', 'DATABASE_URL', 'LOG_LEVEL'], env);
  const installation = openInstallation(settings.TICKERMILL_HOME);
  if (settings.TICKERMILL_URL || installation.running()?.url) return work(findApi());
  installation.claim(null); // refused while another starts it, and keeps another from starting meanwhile
  const closers = [async () => installation.release()];
  try {
    const file = (name: string) => path.join(installation.logsDir, `${name}.log`);
    let url = settings.DATABASE_URL;
    if (!url) {
      const postgres = await openEmbeddedPostgres({ dataDir: installation.postgresDir });
      closers.push(() => postgres.stop());
      url = postgres.url;
    }
    await migrate(url, createLog({ module: 'cli', level: settings.LOG_LEVEL, file: file('cli') }));
    const token = installation.token();
    const environment = { ...env, DATABASE_URL: url, API_PORT: '0', API_TOKEN: token, LOG_FILE: file('api') };
    const api = await startService(fileURLToPath(new URL('../../api/dist/main.js', import.meta.url)), environment);
    closers.push(() => api.stop());
    return await work(apiAt(api.url, token));
  } finally {
    for (const close of closers.reverse()) await close();
  }
}
