import type { Sql } from '../sql.ts';

/** Does a part of a transaction: where it fails, what it wrote is undone, and the transaction goes on. @throws what it throws */
export async function withSavepoint<T>(tx: Sql, work: () => Promise<T>): Promise<T> {
  await tx.$executeRaw`SAVEPOINT bulk_items`;
  try {
    const result = await work();
    await tx.$executeRaw`RELEASE SAVEPOINT bulk_items`;
    return result;
  } catch (error) {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT bulk_items`;
    throw error;
  }
}
