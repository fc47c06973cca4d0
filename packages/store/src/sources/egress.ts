import type { SourceId } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';

/** While the proxies of a source fail, one request tests them after each such period. */
export const retryMs = 10 * 60_000;

/** The distance of two departures at this pace: twice as long while requests bypass failing proxies. */
export const distanceAt = (perMs: Prisma.Sql, requests: Prisma.Sql) =>
  Prisma.sql`${perMs} * interval '1 ms' / ${requests} * (1 + (direct_since IS NOT NULL)::int)`;

/** The same at the pace of the row. */
export const distance = distanceAt(Prisma.sql`pace_per_ms`, Prisma.sql`pace_requests`);

/**
 * Makes every process bypass the proxies of a source, at half the pace, because they fail. False if that was so
 * already.
 */
export async function askDirectly(db: Database, source: SourceId): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE source_state SET direct_since = clock_timestamp(), updated_at = clock_timestamp(),
      direct_until = clock_timestamp() + ${retryMs} * interval '1 ms'
    WHERE source = ${source} AND direct_since IS NULL`;
  return count > 0;
}

/** Makes every process use the proxies of a source again, at its own pace. False if that was so already. */
export async function askThroughProxies(db: Database, source: SourceId): Promise<boolean> {
  const { count } = await db.sourceState.updateMany({
    where: { source, directSince: { not: null } },
    data: { directSince: null, directUntil: null, updatedAt: new Date() },
  });
  return count > 0;
}

/** Lets the next request of a process that has proxies test them, if they are bypassed. */
export async function tryProxies(db: Database, source: SourceId): Promise<void> {
  await db.$executeRaw`
    UPDATE source_state SET direct_until = least(direct_until, clock_timestamp())
    WHERE source = ${source} AND direct_since IS NOT NULL`;
}
