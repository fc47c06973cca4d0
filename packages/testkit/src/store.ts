import { openStore, type Store } from '@tickermill/store';
import { cloneDatabase } from './postgres.ts';

/** A store on a database of a test's own; `close` drops the database. */
export interface ScratchStore extends Store {
  readonly url: string;
}

export async function openScratchStore(): Promise<ScratchStore> {
  const database = await cloneDatabase();
  const store = openStore({ url: database.url });
  return {
    ...store,
    url: database.url,
    async close() {
      await store.close();
      await database.drop();
    },
  };
}
