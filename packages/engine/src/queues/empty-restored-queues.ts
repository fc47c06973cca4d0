import type { Log } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { emptyAfterRestore } from '@tickermill/store/fleet';
import type { QueueBackend } from './backend.ts';
import { emptyQueues } from './empty-queues.ts';

/** Empties the queues of an installation whose database was restored, before anything is taken from them. */
export async function emptyRestoredQueues(
  store: Pick<Store, 'transaction'>,
  backend: QueueBackend,
  log: Log,
): Promise<void> {
  if (await emptyAfterRestore(store, () => emptyQueues({ backend, log })))
    log.info('the queue was emptied after a restore: it is filled again from the ledger');
}
