import { PipelineError } from '@tickermill/core';
import type { Database } from './database.ts';

/**
 * Checks that Postgres answers and that this is a database of ours, before anything else is asked of it.
 * @throws {PipelineError} `DATABASE_UNREACHABLE`, or `CONFIG_INVALID` where there is nothing of ours in it.
 */
export async function reachDatabase(db: Database): Promise<void> {
  const [row] = await db.$queryRaw<{ isOurs: boolean }[]>`
    SELECT to_regclass('settings') IS NOT NULL AND to_regclass('leases') IS NOT NULL AS "isOurs"`.catch((cause) => {
    // The last line of what Prisma says is what Postgres, or the way to it, said.
    const reason = String((cause as Error).message)
      .trim()
      .split('\n')
      .at(-1);
    throw new PipelineError('DATABASE_UNREACHABLE', `Postgres did not answer: ${reason}`, { cause });
  });
  if (!row?.isOurs) {
    throw new PipelineError(
      'CONFIG_INVALID',
      'DATABASE_URL: there is nothing of Tickermill in this database. Start the installation with it first ("npm start").',
    );
  }
}
