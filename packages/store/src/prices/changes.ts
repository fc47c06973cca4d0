import type { Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** What a bar says, as exact text. */
export interface ChangedBar {
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly close: string | null;
  readonly adjClose: string | null;
  readonly volume: string | null;
  readonly provider: string;
}

/** A session whose final prices are others than they were. */
export interface PriceChange {
  readonly date: Day;
  /** `new`: there was no final bar of it. */
  readonly cause: 'new' | 'changed' | 'removed' | 'stopgap';
  readonly before: ChangedBar | null;
  readonly after: ChangedBar | null;
}

/** A factor by which everything before a day was multiplied. */
export interface PriceFactor {
  readonly kind: 'split' | 'dividend';
  readonly before: Day;
  readonly factor: string;
  readonly knownFrom: Date;
}

/** The instant on the clock by which prices become known. */
export async function knowledgeClock(sql: Sql): Promise<Date> {
  const [row] = await sql.$queryRaw<{ now: Date }[]>`SELECT date_trunc('milliseconds', clock_timestamp()) AS now`;
  return row?.now as Date;
}

/**
 * What has become known of the final prices of an instrument since an instant, by day: so many sessions at most, the first
 * ones, and every rescaling. A session that only a rescaling touched is not among them.
 */
export async function priceChanges(
  sql: Sql,
  { instrumentId, since, limit }: { readonly instrumentId: bigint; readonly since: Date; readonly limit: number },
): Promise<{ bars: PriceChange[]; rescalings: PriceFactor[] }> {
  const bars = await sql.$queryRaw<PriceChange[]>`
    WITH former AS (
      SELECT DISTINCT ON (date) * FROM price_revisions
      WHERE instrument_id = ${instrumentId} AND known_to >= ${since}::timestamptz ORDER BY date, known_from),
    now AS (SELECT * FROM daily_prices WHERE instrument_id = ${instrumentId} AND final)
    SELECT coalesce(f.date, n.date)::text AS date, coalesce(f.cause, 'new') AS cause,
      CASE WHEN f.date IS NOT NULL THEN jsonb_build_object('open', f.open::text, 'high', f.high::text, 'low', f.low::text,
        'close', f.close::text, 'adjClose', f.adj_close::text, 'volume', f.volume::text, 'provider', f.provider) END AS before,
      CASE WHEN n.date IS NOT NULL THEN jsonb_build_object('open', n.open::text, 'high', n.high::text, 'low', n.low::text,
        'close', n.close::text, 'adjClose', n.adj_close::text, 'volume', n.volume::text, 'provider', n.provider) END AS after
    FROM former f FULL JOIN now n ON n.date = f.date
    WHERE f.date IS NOT NULL OR n.known_from >= ${since}::timestamptz
    ORDER BY 1 LIMIT ${limit}`;
  const rescalings = await sql.$queryRaw<PriceFactor[]>`
    SELECT kind, before::text, trim_scale(factor)::text AS factor, known_from AS "knownFrom" FROM adjustments
    WHERE instrument_id = ${instrumentId} AND known_from >= ${since}::timestamptz ORDER BY known_from, kind`;
  return { bars, rescalings };
}
