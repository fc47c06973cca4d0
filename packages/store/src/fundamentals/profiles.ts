import type { Day, Decimal } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** What is stored of the company behind an instrument. */
export interface StoredProfile {
  readonly sector: string | null;
  readonly industry: string | null;
  readonly country: string | null;
  readonly currency: string | null;
  readonly financialCurrency: string | null;
  readonly sharesOutstanding: Decimal | null;
  readonly impliedShares: Decimal | null;
  readonly institutionsPercentHeld: Decimal | null;
  readonly insidersPercentHeld: Decimal | null;
  readonly provider: string;
  /** The day on which it was fetched. */
  readonly date: Day;
}

/** The profile of an instrument; null if none is stored. */
export async function profileOf(sql: Sql, instrumentId: bigint): Promise<StoredProfile | null> {
  const [row] = await sql.$queryRaw<StoredProfile[]>`
    SELECT sector, industry, country, currency, financial_currency AS "financialCurrency",
      shares_outstanding::text AS "sharesOutstanding", implied_shares::text AS "impliedShares",
      institutions_percent_held::text AS "institutionsPercentHeld", insiders_percent_held::text AS "insidersPercentHeld",
      provider, (fetched_at AT TIME ZONE 'UTC')::date::text AS date
    FROM company_profiles WHERE instrument_id = ${instrumentId}`;
  return row ?? null;
}

/** How many profiles are stored. */
export async function countProfiles(sql: Sql): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM company_profiles`;
  return row?.count ?? 0;
}

/** The instruments whose profile was asked for since an instant, whatever came of it but a failure. */
export async function profilesAskedSince(sql: Sql, since: Date): Promise<ReadonlySet<string>> {
  const rows = await sql.$queryRaw<{ target: string }[]>`
    SELECT DISTINCT target FROM run_targets WHERE dataset = 'company-profile' AND finished_at >= ${since}
      AND state IN ('done', 'nothing', 'gone')`;
  return new Set(rows.map(({ target }) => target));
}

/** A stock that is listed, and when its profile was last asked for, whatever came of it but a failure; null: never. */
export interface ListedStock {
  readonly instrumentId: bigint;
  readonly askedAt: Date | null;
}

/** The listed stocks of the United States that nobody tracks, those that waited longest for their profile first. */
export function untrackedStocks(sql: Sql): Promise<ListedStock[]> {
  return sql.$queryRaw<ListedStock[]>`
    SELECT i.id AS "instrumentId", asked.at AS "askedAt" FROM instruments i
      LEFT JOIN (SELECT target, max(finished_at) AS at FROM run_targets
        WHERE dataset = 'company-profile' AND state IN ('done', 'nothing', 'gone') GROUP BY target) asked ON asked.target = i.id::text
    WHERE i.kind = 'stock' AND i.status = 'active' AND i.cik IS NOT NULL
      AND NOT EXISTS (SELECT FROM watchlist_items w WHERE w.instrument_id = i.id)
    ORDER BY asked.at NULLS FIRST, i.id`;
}
