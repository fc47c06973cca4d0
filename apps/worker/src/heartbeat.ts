import { type Log, PipelineError } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { forgetWorker, keepWorker, workerLeaseMs } from '@tickermill/store/fleet';

/** Two beats may be missed. */
const beatMs = workerLeaseMs / 3;

interface Heart {
  readonly store: Store;
  readonly worker: string;
  readonly log: Log;
  /** Whether this worker still means what the installation means. @throws {PipelineError} `CONFIG_INVALID` */
  readonly agree: () => Promise<void>;
}

/**
 * Renews the lease that shows that this worker is alive, until it stops. A worker that was cut off for longer than its
 * lease may find that the queue has been moved meanwhile: it then stops.
 */
export async function startHeartbeat({ store, worker, log, agree }: Heart): Promise<{ stop: () => Promise<void> }> {
  await keepWorker(store.db, worker);
  const beat = async () => {
    try {
      await keepWorker(store.db, worker);
      await agree();
    } catch (error) {
      log.error('could not renew the lease of this worker', error);
      if (error instanceof PipelineError && error.code === 'CONFIG_INVALID') process.kill(process.pid, 'SIGTERM');
    }
  };
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(beat);
  }, beatMs);
  return {
    async stop() {
      clearInterval(timer);
      await last; // or it would come back to life
      await forgetWorker(store.db, worker);
    },
  };
}
