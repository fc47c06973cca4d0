import { PipelineError } from '@tickermill/core';
import type { Database, Store } from '../database.ts';
import { liveWorkers, workerLeaseMs } from './workers.ts';

/** What every process of an installation must mean alike, and what to do where one means something else. */
const disagreements = {
  sources: (recorded: string, mine: string) =>
    `SOURCES: this database holds ${recorded} data, and SOURCES is ${mine}. Name another place with TICKERMILL_HOME or DATABASE_URL.`,
  'queue-backend': (recorded: string, mine: string) =>
    recorded === 'redis'
      ? 'REDIS_URL: the queue of this installation is in Redis, and REDIS_URL is not set. Set it, or bring the queue back: tickermill config queue-backend postgres'
      : `REDIS_URL: the queue of this installation is in ${recorded === 'postgres' ? 'Postgres' : recorded}, and REDIS_URL is set. Unset it, or move the queue: tickermill config queue-backend ${mine}`,
} as const;

/**
 * Checks that this process and the database agree: the first process decides, and the record stays.
 * @throws {PipelineError} `CONFIG_INVALID`, naming the setting and the remedy, when they differ.
 */
export async function agreeOn(db: Database, what: keyof typeof disagreements, mine: string): Promise<void> {
  // The no-op update waits for a process that is changing the record.
  const [row] = await db.$queryRaw<{ recorded: string }[]>`
    INSERT INTO settings (key, value) VALUES (${what}, to_jsonb(${mine}::text))
    ON CONFLICT (key) DO UPDATE SET key = settings.key RETURNING value #>> '{}' AS recorded`;
  const recorded = row?.recorded ?? mine;
  if (recorded !== mine) throw new PipelineError('CONFIG_INVALID', disagreements[what](recorded, mine));
}

/**
 * Records another queue backend and returns the one recorded before, null if there was none.
 * @throws {PipelineError} `ALREADY_RUNNING` naming the workers that are alive: they would go on with the old one.
 */
export async function recordQueueBackend(store: Store, backend: string): Promise<string | null> {
  return store.transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ recorded: string }[]>`
      SELECT value #>> '{}' AS recorded FROM settings WHERE key = 'queue-backend' FOR UPDATE`;
    const workers = await liveWorkers(tx);
    if (workers.length > 0) {
      throw new PipelineError(
        'ALREADY_RUNNING',
        `Workers are alive: ${workers.join(', ')}. Stop them first; one that was killed counts for ${workerLeaseMs / 1_000} s more.`,
      );
    }
    await tx.$executeRaw`
      INSERT INTO settings (key, value) VALUES ('queue-backend', to_jsonb(${backend}::text))
      ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = clock_timestamp()`;
    return row?.recorded ?? null;
  });
}
