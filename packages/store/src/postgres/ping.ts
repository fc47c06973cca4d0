import { PipelineError } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/**
 * Checks that Postgres answers and that this is a database of ours, before anything else is asked of it.
 * @throws {PipelineError} `DATABASE_UNREACHABLE`, or `CONFIG_INVALID` where there is nothing of ours in it.
 */
export async function pingDatabaseServer(sql: Sql): Promise<void> {
  const [row] = await sql.$queryRaw<{ isOurs: boolean }[]>`
    SELECT to_regclass('settings') IS NOT NULL AND to_regclass('leases') IS NOT NULL AS "isOurs"`.catch(
    (cause: Error & { code?: string }) => {
      // A name with several addresses fails with a list and says nothing itself.
      const reason = cause.message || cause.code;
      throw new PipelineError('DATABASE_UNREACHABLE', `Postgres did not answer: ${reason}`, { cause });
    },
  );
  if (!row?.isOurs) {
    throw new PipelineError(
      'CONFIG_INVALID',
      'DATABASE_URL: there is nothing of Tickermill in this database. Start the installation with it first ("npm start").',
    );
  }
}
