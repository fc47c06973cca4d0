import type { Database } from '../database.ts';
import { dropLease, heldLeases, takeLease } from './leases.ts';

/** How long a silent worker counts as alive, ms. */
export const workerLeaseMs = 30_000;

const prefix = 'worker/';

/** Records that a worker is alive; to be repeated well within its lease. */
export async function keepWorker(db: Database, worker: string): Promise<void> {
  await takeLease(db, { name: prefix + worker, holder: worker, forMs: workerLeaseMs });
}

/** Records that a worker has stopped. */
export async function forgetWorker(db: Database, worker: string): Promise<void> {
  await dropLease(db, { name: prefix + worker, holder: worker });
}

/** The names of the workers that are alive. */
export const liveWorkers = (db: Database): Promise<string[]> => heldLeases(db, prefix);
