import type { SourceId } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';

/** A source whose proxies fail is asked directly for so long before one request tries them again. */
export const retryMs = 10 * 60_000;

/** How far apart two departures lie at this pace: twice as far while the source is asked directly for want of a proxy. */
export const distanceAt = (perMs: Prisma.Sql, requests: Prisma.Sql) =>
  Prisma.sql`${perMs} * interval '1 ms' / ${requests} * (1 + (direct_since IS NOT NULL)::int)`;

/** The same at the pace of the row. */
export const distance = distanceAt(Prisma.sql`pace_per_ms`, Prisma.sql`pace_requests`);

/** Has every process ask a source directly, at half the pace: its proxies fail. False if that was so already. */
export async function askDirectly(db: Database, source: SourceId): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE source_state SET direct_since = clock_timestamp(), updated_at = clock_timestamp(),
      direct_until = clock_timestamp() + ${retryMs} * interval '1 ms'
    WHERE source = ${source} AND direct_since IS NULL`;
  return count > 0;
}

/** Has every process ask a source through its proxies again, at its own pace. False if that was so already. */
export async function askThroughProxies(db: Database, source: SourceId): Promise<boolean> {
  const { count } = await db.sourceState.updateMany({
    where: { source, directSince: { not: null } },
    data: { directSince: null, directUntil: null, updatedAt: new Date() },
  });
  return count > 0;
}

/** Has the next request of a process that has proxies try them, if the source is asked directly for want of them. */
export async function tryProxies(db: Database, source: SourceId): Promise<void> {
  await db.$executeRaw`
    UPDATE source_state SET direct_until = least(direct_until, clock_timestamp())
    WHERE source = ${source} AND direct_since IS NOT NULL`;
}
