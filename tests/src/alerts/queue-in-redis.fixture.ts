import type { SourceId } from '@tickermill/core';
import { openQueues } from '@tickermill/engine';
import { makeChores, openWindow, runChores, usualHistoryDays } from '@tickermill/engine/maintenance';
import { ensureSource } from '@tickermill/store/sources';
import { openOwnRedis, type ScratchStore, silentLog, until } from '@tickermill/testkit';

/** The queues of an installation in a Redis of their own, and the chores of a worker that look after them. */
export interface QueueInRedis {
  /** Takes Redis down, and returns when the queue of every source is known to be gone. */
  stop(): Promise<void>;
  /** Starts Redis again, and returns when every queue is known to be back. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const everyMs = 50;

export async function openQueueInRedis(store: ScratchStore, sources: readonly SourceId[]): Promise<QueueInRedis> {
  const redis = await openOwnRedis({ durable: false });
  const queues = openQueues({ backend: { kind: 'redis', url: redis.url, prefix: 'storm' }, log: silentLog });
  const window = openWindow({ store, queues, size: 100, attempts: 3 });
  for (const source of sources) await ensureSource(store.db, source, { requests: 1, perMs: 1_000 });
  const chores = makeChores({
    store,
    queues,
    window,
    sources,
    now: () => new Date('2026-11-20T22:00:00Z'),
    log: silentLog,
    schedules: null,
    probe: async () => null,
    attempts: 3,
    quoteDays: 30,
    historyDays: usualHistoryDays,
    exportFolder: null,
    lake: null,
    reconcileMs: everyMs,
  }).filter(({ name }) => name.startsWith('queue-'));
  const runner = runChores({ store, log: silentLog, worker: 'storm', chores, lookMs: everyMs });
  /** Waits until each queue has published so since it was last waited for. */
  const published = (type: string) =>
    until(`${type} of each queue`, async () => {
      const events = await store.db.$queryRawUnsafe<{ chore: string }[]>(
        `SELECT DISTINCT data ->> 'chore' AS chore FROM events WHERE type = '${type}' AND data ->> 'chore' LIKE 'queue-%'`,
      );
      return events.length === sources.length;
    });
  return {
    async stop() {
      await redis.stop('SIGKILL');
      await published('maintenance.failing');
    },
    async start() {
      await redis.start();
      await published('maintenance.recovered');
    },
    async close() {
      await runner.stop();
      await window.close();
      await queues.close();
      await redis.close();
    },
  };
}
