import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/prisma/client.ts';

/** The database as every operation of this package takes it: the client itself, or a transaction on it. */
export type Database = Prisma.TransactionClient;

/** A database that is open, with its pool. */
export interface Store {
  readonly db: Database;
  /** Runs `work` in one transaction: all of it, or nothing. */
  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens a pool of at most `connections` connections. Connects when first asked. */
export function openStore({ url, connections = 10 }: { url: string; connections?: number }): Store {
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: connections }) });
  return {
    db: client,
    transaction: (work) => client.$transaction(work, { maxWait: 30_000, timeout: 60_000 }),
    close: () => client.$disconnect(),
  };
}

export { Prisma };
