import type { Day, MarketId, SourceId } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** What is kept of a whole day of a market. */
export interface KeptMarketDay {
  readonly market: MarketId;
  readonly day: Day;
  readonly provider: SourceId;
  readonly rows: number;
  readonly stored: number;
  readonly corrected: number;
  readonly confirmed: number;
  readonly differing: number;
  readonly apart: number;
  readonly unheld: number;
  readonly unknown: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly missing: readonly string[];
  readonly firstAt: Date;
  readonly readAt: Date;
}

/** Which days are shown. */
interface MarketDayFilter {
  readonly market?: MarketId | undefined;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

const where = ({ market, from, to }: MarketDayFilter): Prisma.Sql => Prisma.sql`
  (${market ?? null}::text IS NULL OR market = ${market ?? null}) AND day >= coalesce(${from ?? null}::date, '-infinity')
    AND day <= coalesce(${to ?? null}::date, 'infinity')`;

/** A page of whole days, the latest first, and how many there are. */
export async function marketDays(
  sql: Sql,
  filter: MarketDayFilter,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ total: number; days: KeptMarketDay[] }> {
  const days = await sql.$queryRaw<KeptMarketDay[]>`
    SELECT market, day::text, provider, rows, stored, corrected, confirmed, differing, apart, unheld, unknown, refused, missing,
      first_at AS "firstAt", read_at AS "readAt"
    FROM market_days WHERE ${where(filter)} ORDER BY market_days.day DESC, market, provider LIMIT ${limit} OFFSET ${offset}`;
  const [row] = await sql.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM market_days WHERE ${where(filter)}`;
  return { total: row?.total ?? 0, days };
}

/** How many whole days are stored, and of which days. */
export async function storedMarketDays(sql: Sql): Promise<{ days: number; first: Day | null; latest: Day | null }> {
  const [row] = await sql.$queryRaw<{ days: number; first: Day | null; latest: Day | null }[]>`
    SELECT count(*)::int AS days, min(day)::text AS first, max(day)::text AS latest FROM market_days`;
  return row ?? { days: 0, first: null, latest: null };
}

/** The bars of the last whole day of each market by each provider, and how many series it leaves out. */
export function lastMarketDays(
  sql: Sql,
): Promise<{ market: string; provider: string; bars: number; missing: number }[]> {
  return sql.$queryRaw<{ market: string; provider: string; bars: number; missing: number }[]>`
    SELECT DISTINCT ON (market, provider) market, provider, stored + confirmed AS bars, cardinality(missing) AS missing
    FROM market_days ORDER BY market, provider, market_days.day DESC`;
}
