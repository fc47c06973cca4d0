import { openSharedPool } from '@tickermill/store';
import { createPostgresBackend, type PgPool, withBackend } from 'bullmq';
import type { JobData } from './jobs.ts';
import type { RepeatOptions } from './repeat.ts';
import type { JobQueue, OnConnectionError, Transport } from './transport.ts';

const { Queue, Worker } = withBackend(createPostgresBackend);

/** A call to a server that cannot be reached fails after so long, ms. */
const connectionTimeoutMillis = 5_000;
/** What the queues of a process use at a time, besides one for each consumer to listen. */
const sessions = 6;

/** Makes the tables of the queues; to be done before a consumer starts, which would flood its log without them. */
export async function preparePostgres(url: string): Promise<void> {
  const connection = { connectionString: url, connectionTimeoutMillis, max: 1, migrate: true };
  const queue = new Queue('plan', { connection, skipMetasUpdate: true });
  try {
    await queue.waitUntilReady();
  } finally {
    await queue.close();
  }
}

/** BullMQ in the Postgres at `url`, on one pool for all queues of a process. */
export function postgresTransport(url: string, onError: OnConnectionError, settings: RepeatOptions): Transport {
  const shared = openSharedPool({ url, schema: 'bullmq', sessions });
  // BullMQ describes the little that it uses of pg's pool in words of its own.
  const connection = shared.pool as unknown as PgPool;
  return {
    openQueue(name) {
      const queue = new Queue<JobData, void>(name, { connection, settings });
      queue.on('error', (error) => onError(`queue ${name}`, error));
      // The same class: only the type of what it was connected with differs.
      return queue as unknown as JobQueue;
    },
    openWorker(name, work, options) {
      const release = shared.reserve();
      const worker = new Worker<JobData, void>(name, work, { ...options, connection });
      worker.on('error', (error) => onError(`consumer of ${name}`, error));
      worker.on('closed', release);
      return Object.assign(worker, { abandon: release });
    },
    // Any write will do: it is the log of the server that becomes full, or that a replica does not write.
    proveWrite: async () =>
      void (await shared.pool.query(`SELECT pg_logical_emit_message(true, 'tickermill', 'health')`)),
    close: () => shared.close(),
  };
}
