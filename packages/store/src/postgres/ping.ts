import { PipelineError } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/**
 * Checks that Postgres answers and that this is a database of Tickermill, before any other query.
 * @throws {PipelineError} `DATABASE_UNREACHABLE`, or `CONFIG_INVALID` if it is not one.
 */
export async function pingDatabaseServer(sql: Sql): Promise<void> {
  const [row] = await sql.$queryRaw<{ isOurs: boolean }[]>`
    SELECT to_regclass('settings') IS NOT NULL AND to_regclass('leases') IS NOT NULL AS "isOurs"`.catch(
    (cause: Error & { code?: string }) => {
      // A name with several addresses fails with a list and has no message of its own.
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
