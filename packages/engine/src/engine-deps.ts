import type { Store } from '@tickermill/store';
import type { Queues } from './queues/queue-client.ts';

/** Dependencies of functions that request work: the ledger, the queues, the clock. */
export interface EngineDeps {
  readonly store: Store;
  readonly queues: Queues;
  readonly now: () => Date;
}
