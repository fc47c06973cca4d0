import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/prisma/client.ts';

/** The database as every operation of this package takes it: the client itself, or a transaction on it. */
export type Database = Prisma.TransactionClient;

/** A database that is open, with its pool. */
export interface Store {
  readonly db: Database;
  /**
   * Runs `work` in one transaction: all of it, or nothing. Runs it anew when Postgres gave it up to untie a deadlock, so
   * `work` touches nothing but the database.
   */
  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Transactions lock rows in one order, which makes a deadlock rare; two tasks that ask for each other can still meet in one. */
const mostDeadlocks = 5;

/** Opens a pool of at most `connections` connections. Connects when first asked. */
export function openStore({ url, connections = 10 }: { url: string; connections?: number }): Store {
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: connections }) });
  return {
    db: client,
    async transaction(work) {
      for (let deadlocks = 0; ; deadlocks++) {
        try {
          return await client.$transaction(work, { maxWait: 30_000, timeout: 60_000 });
        } catch (error) {
          if (!isDeadlock(error) || deadlocks === mostDeadlocks) throw error;
        }
      }
    },
    close: () => client.$disconnect(),
  };
}

/** What Postgres, or the way to it, said of a query that failed. */
function causeOf(error: unknown): { kind?: string; originalCode?: string } {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return {};
  const { driverAdapterError } = (error.meta ?? {}) as { driverAdapterError?: { cause?: object } };
  return driverAdapterError?.cause ?? {};
}

const isDeadlock = (error: unknown) => causeOf(error).kind === 'TransactionWriteConflict';

const lostKinds = ['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'];

/** Whether Postgres could not be reached or was lost on the way: the same may be tried again as it is. */
export function isConnectionLost(error: unknown): boolean {
  const { kind, originalCode } = causeOf(error);
  // 08: connection exceptions; 57P: it shuts down, has crashed, or starts.
  if (kind !== undefined) return lostKinds.includes(kind) || /^(?:08|57P)/.test(originalCode ?? '');
  if (error instanceof Prisma.PrismaClientKnownRequestError) return error.code === 'P2024' || error.code === 'P2028';
  // What node-postgres says of a client whose connection broke between two statements of a transaction.
  return error instanceof Error && /connection (?:error|terminated)/i.test(error.message);
}

export { Prisma };
