// What failed in browsers, as the dashboard reports it.

import type { Sql } from '../sql.ts';

/** What a browser reports. */
export interface ClientLog {
  readonly caller: string;
  readonly message: string;
  readonly stack: string | null;
  readonly url: string | null;
  readonly build: string | null;
  readonly userAgent: string | null;
}

/** A report as it is kept. */
export interface KeptClientLog extends ClientLog {
  readonly id: bigint;
  readonly at: Date;
}

/** Keeps a report, unless its caller has sent so many within the last minute: then false. */
export async function keepClientLog(
  sql: Sql,
  { caller, message, stack, url, build, userAgent }: ClientLog,
  { at, perMinute }: { at: Date; perMinute: number },
): Promise<boolean> {
  const kept = await sql.$executeRaw`
    INSERT INTO client_logs (at, caller, message, stack, url, build, user_agent)
    SELECT ${at}::timestamptz, ${caller}, ${message}, ${stack}, ${url}, ${build}, ${userAgent}
    WHERE (SELECT count(*) FROM client_logs
      WHERE caller = ${caller} AND at > ${at}::timestamptz - interval '1 minute') < ${perMinute}::int`;
  return kept > 0;
}

/** A page of the reports, the latest first. */
export const listClientLogs = (
  sql: Sql,
  { limit, offset }: { limit: number; offset: number },
): Promise<KeptClientLog[]> => sql.$queryRaw<KeptClientLog[]>`
  SELECT id, at, caller, message, stack, url, build, user_agent AS "userAgent" FROM client_logs
  ORDER BY id DESC LIMIT ${limit} OFFSET ${offset}`;

/** Deletes the reports of before. Returns how many. */
export const pruneClientLogs = (sql: Sql, before: Date): Promise<number> =>
  sql.$executeRaw`DELETE FROM client_logs WHERE at < ${before}::timestamptz`;
