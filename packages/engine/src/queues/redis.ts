import { createRedisBackend, type RedisQueueBackend, withBackend } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { QueueBackend } from './backend.ts';
import type { JobData } from './jobs.ts';
import type { RepeatOptions } from './repeat.ts';
import type { OnConnectionError, Transport } from './transport.ts';

const { Queue, Worker } = withBackend(createRedisBackend);

/** Soon at first, so that a short restart is hardly noticed; then often enough to be back within seconds. */
const retryStrategy = (times: number) => Math.min(100 * 2 ** Math.min(times, 5), 2_000);

type Patience = Pick<
  RedisOptions,
  'retryStrategy' | 'connectTimeout' | 'maxRetriesPerRequest' | 'commandTimeout' | 'keepAlive' | 'socketTimeout'
>;

/**
 * A connection whose other end fell silent is noticed by probes of the kernel, 10 s after it was last used, or by an answer
 * that does not come: commands block for 10 s at most.
 */
const shared: Patience = { retryStrategy, connectTimeout: 5_000, keepAlive: 10_000 };
const usualSilentMs = 30_000;
/** Callers that add jobs wait for the answer: what cannot be sent after two attempts to connect fails. */
const failFast: Patience = { ...shared, maxRetriesPerRequest: 1, commandTimeout: 10_000 };
/** A consumer waits until its server is back, however long. BullMQ requires null. */
const patient: Patience = { ...shared, maxRetriesPerRequest: null };

/**
 * BullMQ on the Redis at `url`. All queues of a process share one connection and all its consumers another; each
 * consumer has one more, which blocks.
 */
export function redisTransport(
  { url, prefix, silentMs: socketTimeout = usualSilentMs }: Omit<Extract<QueueBackend, { kind: 'redis' }>, 'kind'>,
  onError: OnConnectionError,
  settings: RepeatOptions,
): Transport {
  const clients = new Map<string, Redis>();
  const clientOf = (name: string, options: Patience): Redis => {
    const client =
      clients.get(name) ?? new Redis(url, { ...options, socketTimeout }).on('error', (error) => onError(name, error));
    clients.set(name, client);
    return client;
  };
  // A queue that waits for its connection would wait for ever while the server is down, and its check of the version,
  // failing once, would spoil it for good. prepareQueues has made the check.
  const atOnce = { skipWaitingForReady: true, skipVersionCheck: true };
  return {
    openQueue(name) {
      const queue = new Queue<JobData, void>(name, {
        connection: clientOf('queues', failFast),
        prefix,
        settings,
        ...atOnce,
      });
      return queue.on('error', (error) => onError('queues', error));
    },
    openWorker(name, work, options) {
      const connection = clientOf('consumers', patient);
      const worker = new Worker<JobData, void>(name, work, { ...options, connection, prefix });
      worker.on('error', (error) => onError(`consumer of ${name}`, error));
      return Object.assign(worker, { abandon: () => void endBlocking(worker.backend) });
    },
    proveWrite: async () => void (await clientOf('queues', failFast).set(`${prefix}:health`, Date.now())),
    close() {
      for (const client of clients.values()) client.disconnect();
    },
  };
}

/**
 * BullMQ waits for the end of its blocking connection. One that was ended between two attempts to connect makes no
 * further one and never emits its end: a failing attempt makes it emit that.
 */
async function endBlocking(backend: RedisQueueBackend): Promise<void> {
  const client = await backend.blockingClient;
  if (client?.status === 'reconnecting') await client.connect().catch(() => {});
}
