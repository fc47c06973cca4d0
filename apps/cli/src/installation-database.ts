// The database of an installation, for commands that work on it without its API.

import { PipelineError } from '@tickermill/core';
import { openInstallation, type readSettings } from '@tickermill/runtime';
import { findEmbeddedPostgres, openEmbeddedPostgres } from '@tickermill/store/postgres';

type Settings = ReturnType<typeof readSettings<'DATABASE_URL' | 'TICKERMILL_HOME'>>;

/**
 * Works on the database that the settings name: the one of DATABASE_URL, or the embedded one, which is started for this
 * if it does not run. `alone`: the installation must not run, and no other process starts it meanwhile.
 * @throws {PipelineError} `ALREADY_RUNNING`, or `NO_INSTALLATION` where there is no database yet and one is needed.
 */
export async function onInstallationDatabase<T>(
  { DATABASE_URL, TICKERMILL_HOME }: Settings,
  { alone }: { alone: boolean },
  work: (url: string) => Promise<T>,
): Promise<T> {
  const installation = openInstallation(TICKERMILL_HOME);
  const state = DATABASE_URL ? 'running' : findEmbeddedPostgres(installation.postgresDir);
  if (!alone && state === 'none')
    throw new PipelineError('NO_INSTALLATION', 'There is no database here yet: "npm start" makes it.');
  const isOurs = alone || state === 'stopped';
  if (isOurs) installation.claim(null);
  try {
    if (DATABASE_URL) return await work(DATABASE_URL);
    const postgres = await openEmbeddedPostgres({ dataDir: installation.postgresDir });
    try {
      return await work(postgres.url);
    } finally {
      if (isOurs) await postgres.stop();
    }
  } finally {
    if (isOurs) installation.release();
  }
}
