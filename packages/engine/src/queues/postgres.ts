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

/**
 * Every job that may be taken is announced here, one given back too: a look in between, s, is for an announcement that was
 * lost. Each costs four statements for each queue.
 */
const drainDelay = 5;

/** Of the tables of the queues. */
const schema = 'bullmq';

/**
 * The rights of `tickermill_writer` on the queues, under the lock that BullMQ takes to change their tables. Its functions
 * make a sequence for each queue as they go.
 */
const grants = `DO $$ BEGIN
  PERFORM pg_advisory_xact_lock(x'42554c4c'::int, hashtext('${schema}'));
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tickermill_writer') THEN
    GRANT USAGE, CREATE ON SCHEMA ${schema} TO tickermill_writer;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO tickermill_writer;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO tickermill_writer;
    REVOKE INSERT, UPDATE, DELETE ON ${schema}.migration FROM tickermill_writer;
  END IF;
END $$`;

/**
 * Makes the tables of the queues, or finds them made where this user may make none; to be done before a consumer starts,
 * which would flood its log without them.
 */
export async function preparePostgres(url: string): Promise<void> {
  const shared = openSharedPool({ url, schema, sessions: 1 });
  try {
    const { rows } = await shared.pool.query<{ may: boolean }>(
      `SELECT has_database_privilege(current_database(), 'CREATE') AS may`,
    );
    const migrate = rows[0]?.may === true;
    const connection = { connectionString: url, connectionTimeoutMillis, max: 1, migrate };
    const queue = new Queue('plan', { connection, skipMetasUpdate: true });
    try {
      await queue.waitUntilReady();
    } finally {
      await queue.close();
    }
    if (migrate) await shared.pool.query(grants);
  } finally {
    await shared.pool.end();
  }
}

/** BullMQ in the Postgres at `url`, on one pool for all queues of a process. */
export function postgresTransport(url: string, onError: OnConnectionError, settings: RepeatOptions): Transport {
  const shared = openSharedPool({ url, schema, sessions });
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
      const worker = new Worker<JobData, void>(name, work, { ...options, drainDelay, connection });
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
