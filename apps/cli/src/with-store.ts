import { PipelineError } from '@tickermill/core';
import { readSettings } from '@tickermill/runtime';
import { openStore, type Store, schemaMisfit } from '@tickermill/store';
import { commandHost } from './command-host.ts';
import { onInstallationDatabase } from './installation-database.ts';

/**
 * Works with the store of the installation that the settings name, whether it runs or not.
 * @throws {PipelineError} `NO_INSTALLATION`, `SCHEMA_UNFIT`
 */
export function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const settings = readSettings(['DATABASE_URL', 'TICKERMILL_HOME'], commandHost().env);
  return onInstallationDatabase(settings, { alone: false }, async (url) => {
    const store = openStore({ url, connections: 2 });
    try {
      const misfit = await schemaMisfit(store.sql);
      if (misfit) throw new PipelineError('SCHEMA_UNFIT', misfit.message);
      return await work(store);
    } finally {
      await store.close();
    }
  });
}
