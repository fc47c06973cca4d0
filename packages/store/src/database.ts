// Opens the store: pools, Prisma and transactions with retry on deadlock.

import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from './generated/prisma/client.ts';
import { breakSilent, type ConnectionLimits, keepAlive, serverLimits, surviveEnds, usualLimits } from './silence.ts';
import { type Sql, sqlOn, sqlTransaction, statementName, type TransactionOptions } from './sql.ts';

/** The database as most operations of this package take it: Prisma's client itself, or a transaction on it. */
export type Database = Prisma.TransactionClient;

/** A database that is open, with its pool. */
export interface Store {
  readonly db: Database;
  /**
   * Runs `work` in one transaction: all of it, or nothing. Runs it anew when Postgres gave it up to untie a deadlock, so
   * `work` touches nothing but the database.
   */
  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T>;
  /** SQL on the same pool past Prisma: for what every task costs (docs/decisions/0013). */
  readonly sql: Sql;
  /** The same, planned for its values each time: of a rare code and of a common one, the best way differs a thousandfold. */
  readonly reads: Sql;
  /** What `transaction` is to `db`, for what may be done again after a crash of Postgres: its end is not waited for. */
  sqlTransaction<T>(work: (tx: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  close(): Promise<void>;
}

/**
 * Transactions lock rows in one order, which makes deadlocks rare; two tasks that call for each other can still
 * deadlock.
 */
const maxDeadlocks = 5;
/** How long a connection is waited for, ms: until another gives one back, or the server answers. */
const connectMs = 30_000;

interface StoreOptions {
  readonly url: string;
  readonly connections?: number;
  readonly limits?: ConnectionLimits;
}

/** Opens a pool of at most `connections` connections. Connects on first use. */
export function openStore({ url, connections = 10, limits = usualLimits }: StoreOptions): Store {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectMs,
    options: serverLimits(limits),
    ...keepAlive,
  });
  breakSilent(pool, limits);
  surviveEnds(pool);
  // A connection that breaks while idle is replaced; the next query finds out whether the server is there.
  pool.on('error', () => {});
  const adapter = new PrismaPg(pool, {
    disposeExternalPool: true,
    // Prisma's type wants a name for every statement; the driver takes none as well.
    statementNameGenerator: statementName as (query: { sql: string }) => string,
  });
  const client = new PrismaClient({ adapter });
  return {
    db: client,
    transaction: (work) => pastDeadlocks(() => client.$transaction(work, { maxWait: connectMs, timeout: 60_000 })),
    sql: sqlOn(pool),
    reads: sqlOn(pool, { prepared: false }),
    sqlTransaction: (work, options) => pastDeadlocks(() => sqlTransaction(pool, work, options)),
    async close() {
      await client.$disconnect();
      if (!pool.ended) await pool.end(); // Prisma ends it only if it was asked for something
    },
  };
}

async function pastDeadlocks<T>(run: () => Promise<T>): Promise<T> {
  for (let deadlocks = 0; ; deadlocks++) {
    try {
      return await run();
    } catch (error) {
      if (!isDeadlock(error) || deadlocks === maxDeadlocks) throw error;
    }
  }
}

/** The reason that Postgres, or the connection to it, gave for a failed query. */
function causeOf(error: unknown): { kind?: string; originalCode?: string; severity?: string } {
  if (error instanceof pg.DatabaseError)
    return { kind: 'postgres', originalCode: error.code ?? '', severity: error.severity ?? '' };
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return {};
  const { driverAdapterError } = (error.meta ?? {}) as { driverAdapterError?: { cause?: object } };
  return driverAdapterError?.cause ?? {};
}

/**
 * 40001: serialization failure; 40P01: deadlock. Two transactions that open one target at once: the one that comes second
 * sees it, once it looks again.
 */
function isDeadlock(error: unknown): boolean {
  const { kind, originalCode = '' } = causeOf(error);
  if (originalCode === '23505') return error instanceof Error && error.message.includes('run_targets_open_key');
  return kind === 'TransactionWriteConflict' || /^40(?:001|P01)$/.test(originalCode);
}

const lostKinds = ['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'];
const lostSystemErrors = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN'];

/** Whether Postgres could not be reached or was lost on the way: the same may be tried again as it is. */
export function isConnectionLost(error: unknown): boolean {
  const { kind, originalCode, severity } = causeOf(error);
  if (severity === 'FATAL') return true; // it refuses the session, or has ended it
  // 08: connection exceptions; 25P03: it gave up an idle transaction; 53300: too many connections; 57014: a statement took
  // longer than any of ours does, as behind a foreign lock; 57P: it shuts down, has crashed, or starts.
  if (kind !== undefined) return lostKinds.includes(kind) || /^(?:08|25P03|53300|57014|57P)/.test(originalCode ?? '');
  if (error instanceof Prisma.PrismaClientKnownRequestError) return error.code === 'P2024' || error.code === 'P2028';
  if (!(error instanceof Error)) return false;
  if ('code' in error && lostSystemErrors.includes(String(error.code))) return true;
  // The messages of node-postgres for a connection that broke, or that was not available in time.
  return /connection (?:error|terminated|timeout)|timeout exceeded when trying to connect/i.test(error.message);
}

/**
 * Of the kind that no query can help: 53: no room on the disk, no memory (too many connections: lost); 58: its system
 * fails it; 25006: read-only; 42501: our role has no right to our own tables.
 */
const blockedCodes = /^(?:53(?!300)|58|25006$|42501$)/;
const blockedSystemErrors = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO'];

/**
 * Whether the installation cannot store anything just now: its disk is full or read-only, or it has lost its rights. No
 * query is at fault, and each may be tried again as it is.
 */
export function isStoreBlocked(error: unknown): boolean {
  const { kind, originalCode } = causeOf(error);
  if (kind !== undefined) return blockedCodes.test(originalCode ?? '');
  return error instanceof Error && 'code' in error && blockedSystemErrors.includes(String(error.code));
}

export { Prisma };
