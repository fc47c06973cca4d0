import type { Sql } from '../sql.ts';

/**
 * Waits for whoever reads or changes the universe, until the end of the transaction: two listings would both find a symbol
 * missing, and what is decided of an instrument must not pass by a listing that names it again.
 */
export async function lockUniverse(tx: Sql): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('companies'))`;
}
