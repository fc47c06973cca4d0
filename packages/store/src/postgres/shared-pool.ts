import pg from 'pg';
import { breakSilent, keepAlive, serverLimits, surviveEnds, usualLimits } from '../silence.ts';

/** How long a session is waited for, ms: until another is given back, or the server answers. */
const connectMs = 5_000;

/** The sessions that all job queues of a process share: each of its own costs the server some 50 ms of processor. */
export interface SharedPool {
  readonly pool: pg.Pool;
  /** Reserves one more session that is kept for good, to listen; returns the function that releases it. */
  reserve(): () => void;
  /** Ends the sessions once all are given back. */
  close(): void;
}

/** Opens a pool of at most so many sessions besides those reserved, which see the tables of one schema. */
export function openSharedPool({
  url,
  schema,
  sessions,
}: {
  url: string;
  schema: string;
  sessions: number;
}): SharedPool {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    max: sessions,
    // A session that listens learns within seconds that its server is gone.
    ...keepAlive,
    options: `-c search_path="${schema}" ${serverLimits(usualLimits)}`,
  });
  breakSilent(pool, usualLimits);
  surviveEnds(pool);
  pool.setMaxListeners(0); // each queue and each consumer listens for its errors
  pool.on('error', () => {}); // a session that breaks while it is idle is replaced
  return {
    pool,
    reserve() {
      pool.options.max += 1;
      let reserved = true;
      return () => {
        if (reserved) pool.options.max -= 1;
        reserved = false;
      };
    },
    // Not waited for: what waits for a server that is down gives its session back when it is up.
    close: () => void pool.end().catch(() => {}),
  };
}
