import type { DatasetId, Day, Decimal } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** What is stored of a dataset of days: how many instruments were named on the last one, and which days there are. */
export interface KoreanTotals {
  readonly instruments: number;
  readonly first: Day | null;
  readonly latest: Day | null;
}

/** What is stored of a dataset of days. */
export async function koreanTotals(sql: Sql, dataset: DatasetId): Promise<KoreanTotals> {
  const [row] = await sql.$queryRaw<KoreanTotals[]>`
    SELECT coalesce(sum(rows) FILTER (WHERE day = latest), 0)::int AS instruments, min(day)::text AS first, max(day)::text AS latest
    FROM (SELECT rows, day, max(day) OVER () AS latest FROM korean_days WHERE dataset = ${dataset}) AS d`;
  return row ?? { instruments: 0, first: null, latest: null };
}

/** The markets of which a day is stored, by a source. */
export async function koreanDaysStored(
  sql: Sql,
  dataset: DatasetId,
  day: Day,
): Promise<{ mic: string; provider: string }[]> {
  return sql.$queryRaw<{ mic: string; provider: string }[]>`
    SELECT mic, provider FROM korean_days WHERE dataset = ${dataset} AND day = ${day}::date`;
}

/** What an instrument was worth on a day, and, of a fund, what it held. Amounts in won, the yield in percent. */
export interface KoreanFigures {
  readonly date: Day;
  readonly close: Decimal | null;
  readonly eps: Decimal | null;
  readonly per: Decimal | null;
  readonly bps: Decimal | null;
  readonly pbr: Decimal | null;
  readonly dps: Decimal | null;
  readonly dividendYield: Decimal | null;
  readonly nav: Decimal | null;
  readonly netAssets: Decimal | null;
  readonly shares: Decimal | null;
  readonly indexName: string | null;
  readonly indexValue: Decimal | null;
  readonly provider: string;
}

/** The sector of an instrument, and its figures of some days, the last first. */
export async function koreanFigures(
  sql: Sql,
  instrumentId: bigint,
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<{ sector: string | null; days: KoreanFigures[] }> {
  const [named] = await sql.$queryRaw<{ sector: string }[]>`
    SELECT sector FROM korean_sectors WHERE instrument_id = ${instrumentId}`;
  const days = await sql.$queryRaw<KoreanFigures[]>`
    SELECT coalesce(v.day, e.day)::text AS date, v.close::text AS close, v.eps::text AS eps, v.per::text AS per,
      v.bps::text AS bps, v.pbr::text AS pbr, v.dps::text AS dps, v.dividend_yield::text AS "dividendYield",
      e.nav::text AS nav, e.net_assets::text AS "netAssets", e.shares::text AS shares, e.index_name AS "indexName",
      e.index_value::text AS "indexValue", coalesce(v.provider, e.provider) AS provider
    FROM (SELECT * FROM korean_valuations WHERE instrument_id = ${instrumentId} AND day BETWEEN ${from}::date AND ${to}::date) AS v
      FULL JOIN (SELECT * FROM korean_etf_values WHERE instrument_id = ${instrumentId} AND day BETWEEN ${from}::date AND ${to}::date) AS e
      ON e.day = v.day
    ORDER BY 1 DESC`;
  return { sector: named?.sector ?? null, days };
}
