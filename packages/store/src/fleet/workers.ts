import type { Database } from '../database.ts';
import { dropLease, heldLeases, takeLease } from './leases.ts';

/** How long a worker counts as alive that says nothing more, ms. */
export const workerLeaseMs = 30_000;

const prefix = 'worker/';

/** Says that a worker is alive; to be said again well within its lease. */
export async function keepWorker(db: Database, worker: string): Promise<void> {
  await takeLease(db, { name: prefix + worker, holder: worker, forMs: workerLeaseMs });
}

/** Says that a worker has stopped. */
export async function forgetWorker(db: Database, worker: string): Promise<void> {
  await dropLease(db, { name: prefix + worker, holder: worker });
}

/** The names of the workers that are alive. */
export const liveWorkers = (db: Database): Promise<string[]> => heldLeases(db, prefix);
