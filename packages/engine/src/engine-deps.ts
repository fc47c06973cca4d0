import type { Database, Store } from '@tickermill/store';
import type { Queues } from './queues/queue-client.ts';

/** Dependencies of functions that request work: the ledger, the queues, the clock. */
export interface EngineDeps {
  readonly store: Store;
  readonly queues: Queues;
  readonly now: () => Date;
}

/**
 * Dependencies with which all that a function changes is part of a transaction, whatever it would open by itself. Jobs
 * wait until `afterCommit` is called: nobody may look for what is not there yet.
 */
export function withinTransaction(
  { queues, now }: Pick<EngineDeps, 'queues' | 'now'>,
  tx: Database,
): { deps: EngineDeps; afterCommit: () => Promise<void> } {
  const jobs: (() => Promise<unknown>)[] = [];
  const outside = (): never => {
    throw new Error('The driver past Prisma is no part of this transaction.');
  };
  const pastPrisma = { $queryRaw: outside, $executeRaw: outside };
  return {
    deps: {
      store: {
        db: tx,
        transaction: (work) => work(tx),
        sql: pastPrisma,
        reads: pastPrisma,
        sqlTransaction: outside,
        close: outside,
      },
      queues: {
        ...queues,
        add: async (...added: Parameters<Queues['add']>) => void jobs.push(() => queues.add(...added)),
      },
      now,
    },
    async afterCommit() {
      for (const add of jobs) await add();
    },
  };
}
