import type { OwnershipFiling } from '@tickermill/core';
import { storeFilings } from '@tickermill/store/datasets';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';

/** A store of a test's own, to keep filings in and to look at what became of them. */
export interface KeptFilings {
  readonly store: ScratchStore;
  /** Stores filings as they come, each by itself. */
  keep(...filings: OwnershipFiling[]): Promise<void>;
  /** Stores them by one statement. */
  keepTogether(...filings: OwnershipFiling[]): ReturnType<typeof storeFilings>;
  rows<T>(sql: string): Promise<T[]>;
}

/** Opens one before each test of a suite and drops it after. */
export function onKeptFilings(use: (kept: KeptFilings) => void): void {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
    const keepTogether = (...filings: OwnershipFiling[]) => store.sqlTransaction((tx) => storeFilings(tx, filings));
    use({
      store,
      keepTogether,
      async keep(...filings) {
        for (const each of filings) await keepTogether(each);
      },
      rows: (sql) => store.db.$queryRawUnsafe(sql),
    });
  });
  afterEach(() => store.close());
}
