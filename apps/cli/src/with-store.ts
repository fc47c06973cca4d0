import { PipelineError } from '@tickermill/core';
import { openInstallation, readSettings } from '@tickermill/runtime';
import { openStore, type Store, schemaMisfit } from '@tickermill/store';
import { findEmbeddedPostgres, openEmbeddedPostgres } from '@tickermill/store/postgres';

/**
 * Does work on the database of the installation that the settings name, whether it runs or not. The Postgres that comes with
 * Tickermill is started where it is not running, and stopped again.
 * @throws {PipelineError} `NO_INSTALLATION`, `SCHEMA_UNFIT`
 */
export async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const { DATABASE_URL: url, TICKERMILL_HOME } = readSettings(['DATABASE_URL', 'TICKERMILL_HOME']);
  if (url) return onStore(url, work);
  const installation = openInstallation(TICKERMILL_HOME);
  const state = findEmbeddedPostgres(installation.postgresDir);
  if (state === 'none')
    throw new PipelineError('NO_INSTALLATION', 'There is no database here yet: "npm start" makes it.');
  const isOurs = state === 'stopped';
  if (isOurs) installation.claim(null); // or another process might start it meanwhile, and find it stopped under it
  try {
    const postgres = await openEmbeddedPostgres({ dataDir: installation.postgresDir });
    try {
      return await onStore(postgres.url, work);
    } finally {
      if (isOurs) await postgres.stop();
    }
  } finally {
    if (isOurs) installation.release();
  }
}

async function onStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore({ url, connections: 2 });
  try {
    const misfit = await schemaMisfit(store.sql);
    if (misfit) throw new PipelineError('SCHEMA_UNFIT', misfit.message);
    return await work(store);
  } finally {
    await store.close();
  }
}
