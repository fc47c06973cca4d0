import { openStore, type Store } from '@tickermill/store';
import { cloneDatabase, type Template } from './postgres.ts';

/** A store on a database of a test's own; `close` drops the database. */
export interface ScratchStore extends Store {
  readonly url: string;
}

export async function openScratchStore(template?: Template): Promise<ScratchStore> {
  const database = await cloneDatabase(template);
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
