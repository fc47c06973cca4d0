import type { QueueBackend } from '@tickermill/engine';
import { cloneDatabase, openOwnRedis, until, withDatabase } from '@tickermill/testkit';

type Client = Parameters<Parameters<typeof withDatabase>[1]>[0];

const deadlock = '40P01';

/** The server of a queue backend, to be broken. */
export interface QueueHarness {
  readonly backend: QueueBackend;
  /** Breaks every connection; what is queued stays. */
  restart(): Promise<void>;
  /** Takes the server away until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Loses every job and every setting of a queue, as an accident would. */
  flush(): Promise<void>;
  /** Removes jobs that wait for their time, as an operator can in the job console. */
  removeDelayed(name: string, ids: Iterable<string>): Promise<void>;
  /** Pauses a queue, as an operator does in the job console. */
  pause(name: string): Promise<void>;
  close(): Promise<void>;
}

/** A database of its own in the Postgres of the run: it is shut to connections in place of the server being stopped. */
export async function openPostgresHarness(): Promise<QueueHarness> {
  const database = await cloneDatabase();
  const name = new URL(database.url).pathname.slice(1);
  const elsewhere = new URL(database.url);
  elsewhere.pathname = '/postgres';
  const onServer = (sql: string) => withDatabase(elsewhere.toString(), (client) => client.query(sql));
  const hangUp = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`;
  return {
    backend: { kind: 'postgres', url: database.url },
    restart: async () => void (await onServer(hangUp)),
    async down() {
      await onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await onServer(hangUp);
    },
    up: async () => void (await onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)),
    flush: () => withDatabase(database.url, truncateQueues),
    pause: (queue) =>
      withDatabase(database.url, async (client) => {
        await client.query('SET search_path = bullmq');
        await client.query('SELECT pause($1, true)', [queue]);
      }),
    removeDelayed: (queue, ids) =>
      withDatabase(database.url, async (client) => {
        await client.query(`DELETE FROM bullmq.job WHERE state = 'delayed' AND queue = $1 AND id = ANY($2)`, [
          queue,
          [...ids],
        ]);
      }),
    close: database.drop,
  };
}

/** Consumers are at work meanwhile: whoever locks the tables in another order than they may have to try again. */
async function truncateQueues(client: Client): Promise<void> {
  const { rows } = await client.query<{ tables: string }>(
    `SELECT string_agg('bullmq.' || quote_ident(tablename), ', ') AS tables FROM pg_tables
     WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'`,
  );
  await until('the queues to be empty', async () => {
    const truncated = client.query(`TRUNCATE ${rows[0]?.tables}`);
    return truncated.then(
      () => true,
      (error: { code?: string }) => {
        if (error.code !== deadlock) throw error;
        return false;
      },
    );
  });
}

/** A Redis process of its own. */
export async function openRedisHarness(): Promise<QueueHarness> {
  const redis = await openOwnRedis();
  const prefix = 'harness';
  return {
    backend: { kind: 'redis', url: redis.url, prefix },
    async restart() {
      await redis.stop();
      await redis.start();
    },
    down: redis.stop,
    up: redis.start,
    flush: redis.flush,
    async pause(queue) {
      await redis.ask(`HSET ${prefix}:${queue}:meta paused 1`);
      await redis.ask(`DEL ${prefix}:${queue}:marker`);
    },
    async removeDelayed(queue, ids) {
      for (const id of ids) {
        await redis.ask(`ZREM ${prefix}:${queue}:delayed ${id}`);
        await redis.ask(`DEL ${prefix}:${queue}:${id}`);
      }
    },
    close: redis.close,
  };
}
