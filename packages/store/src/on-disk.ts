import type { Sql } from './sql.ts';

/**
 * Resolves when everything visible to this connection is on disk. Commits of the hot path do not wait for that
 * (decision 13): what a crash of Postgres lost could have been delivered, and its transaction numbers would be reused,
 * below the positions of its readers. A message in the write-ahead log has a number above them and waits.
 */
export async function untilOnDisk(sql: Sql): Promise<void> {
  await sql.$queryRaw`SELECT pg_logical_emit_message(true, 'tickermill', 'rows were told')::text`;
}
