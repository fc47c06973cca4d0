import { createPostgresBackend, withBackend } from 'bullmq';
import type { JobData } from './queue-client.ts';
import type { RepeatOptions } from './repeat.ts';
import type { JobQueue, OnConnectionError, Transport } from './transport.ts';

const { Queue, Worker } = withBackend(createPostgresBackend);

/** A call to a server that cannot be reached fails after so long, ms. */
const connectionTimeoutMillis = 5_000;

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

/** BullMQ in the Postgres at `url`, on small pools: one queue of one process holds at most five connections. */
export function postgresTransport(url: string, onError: OnConnectionError, settings: RepeatOptions): Transport {
  const connection = { connectionString: url, connectionTimeoutMillis, max: 2 };
  return {
    openQueue(name) {
      const queue = new Queue<JobData, void>(name, { connection, settings });
      queue.on('error', (error) => onError(`queue ${name}`, error));
      // The same class: only the type of what it was connected with differs.
      return queue as unknown as JobQueue;
    },
    openWorker(name, work, options) {
      const worker = new Worker<JobData, void>(name, work, { ...options, connection });
      worker.on('error', (error) => onError(`consumer of ${name}`, error));
      return Object.assign(worker, { abandon: () => {} });
    },
    close: () => {},
  };
}
