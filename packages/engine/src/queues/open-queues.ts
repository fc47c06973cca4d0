import type { Log } from '@tickermill/core';
import type { QueueBackend } from './backend.ts';
import { connect } from './connect.ts';
import { consume } from './consume.ts';
import type { QueueName } from './jobs.ts';
import type { Handler, NextSlot, Queues } from './queue-client.ts';
import { endRepeats, repeat, repeatBy, repeats } from './repeat.ts';
import { type JobQueue, unavailable } from './transport.ts';

const defaultAttempts = 10;
const kept = { completed: { age: 24 * 3600, count: 1_000 }, failed: { age: 7 * 24 * 3600 } };
const common = { backoff: { type: 'ledger' }, removeOnComplete: kept.completed, removeOnFail: kept.failed } as const;
const openStates = ['waiting', 'active', 'delayed', 'prioritized'] as const;

interface OpenQueues {
  readonly backend: QueueBackend;
  readonly log: Log;
  /** In place of what cron expressions mean: for tests, which do not wait for the next minute. */
  readonly nextSlot?: NextSlot | undefined;
}

/** Opens the queues. Connects on first use. */
export function openQueues({ backend, log, nextSlot }: OpenQueues): Queues {
  const repeating = repeatBy(nextSlot);
  const transport = connect(backend, log, repeating);
  const queues = new Map<QueueName, JobQueue>();
  const queueOf = (name: QueueName) => {
    const queue = queues.get(name) ?? transport.openQueue(name);
    if (!queues.has(name)) {
      queues.set(name, queue);
      // On Postgres a queue that could not connect at first never does: the next call opens another.
      queue.waitUntilReady().catch(async () => {
        queues.delete(name);
        await queue.close();
      });
    }
    return queue;
  };
  const ask = async <T>(name: QueueName, work: (queue: JobQueue) => Promise<T>): Promise<T> => {
    try {
      return await work(queueOf(name));
    } catch (error) {
      throw unavailable(error);
    }
  };

  return {
    async add(name, jobs) {
      if (jobs.length === 0) return;
      const bulk = jobs.map(({ title, data, id, priority = 1, attempts = defaultAttempts, delayMs = 0 }) => ({
        name: title,
        data,
        opts: {
          ...(id === undefined ? {} : { jobId: id }),
          priority,
          attempts,
          delay: delayMs,
          ...common,
        },
      }));
      await ask(name, (queue) => queue.addBulk(bulk));
    },
    remove: (name, ids) => ask(name, async (queue) => void (await Promise.all(ids.map((id) => queue.remove(id))))),
    consume: (name, { concurrency, handler }) =>
      // The queue's own schema has read what the handler is given.
      consume(transport, queueOf(name), { name, repeating, log, concurrency, handler: handler as Handler }),
    pace: (name, spacingMs) => ask(name, (queue) => pace(queue, Math.max(1, Math.floor(spacingMs)))),
    wake: (name) => ask(name, async (queue) => void (await queue.removeRateLimitKey())),
    openJobIds: (name) => ask(name, async (queue) => new Set(await queue.getRanges([...openStates], 0, -1))),
    counts: (name) =>
      ask(name, async (queue) => {
        const found = await queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active');
        const { waiting = 0, prioritized = 0, delayed = 0, active = 0 } = found;
        return { waiting: waiting + prioritized, delayed, active };
      }),
    repeat: (name, repeatables) =>
      ask(name, (queue) => repeat(queue, repeatables, { ...common, attempts: defaultAttempts })),
    endRepeats: (name, ids) => ask(name, (queue) => endRepeats(queue, ids)),
    repeats: (name) => ask(name, repeats),
    raw: queueOf,
    async ping() {
      try {
        await transport.proveWrite();
      } catch (error) {
        throw unavailable(error);
      }
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      transport.close();
    },
  };
}

async function pace(queue: JobQueue, duration: number): Promise<boolean> {
  const current = await queue.getGlobalRateLimit();
  if (current?.max === 1 && current.duration === duration) return false;
  await queue.setGlobalRateLimit(1, duration);
  return current !== null && duration < current.duration;
}
