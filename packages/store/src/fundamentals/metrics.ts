// Reads and writes what is computed of instruments, and screens the universe by it.

import type { Cik, Day, Decimal } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** An instrument whose metrics are older than what they are computed of. */
export interface StaleInstrument {
  readonly instrumentId: bigint;
  readonly cik: Cik;
  /** The last final close; null where no prices are stored. */
  readonly price: {
    readonly date: Day;
    readonly close: Decimal;
    readonly currency: string | null;
    readonly provider: string;
  } | null;
}

/** Instruments of companies whose facts are stored, of which facts or prices have changed since their metrics were computed. */
export function staleInstruments(
  sql: Sql,
  { version, limit }: { readonly version: number; readonly limit: number },
): Promise<StaleInstrument[]> {
  return sql.$queryRaw<StaleInstrument[]>`
    SELECT i.id AS "instrumentId", i.cik, (
        SELECT jsonb_build_object('date', p.date, 'close', trim_scale(p.close)::text, 'currency', p.currency, 'provider', p.provider)
        FROM daily_prices p WHERE p.instrument_id = i.id AND p.final AND p.close IS NOT NULL ORDER BY p.date DESC LIMIT 1) AS price
    FROM company_facts c JOIN instruments i ON i.cik = c.cik AND i.status = 'active'
      LEFT JOIN stock_metrics m ON m.instrument_id = i.id AND m.metric = 'price'
      LEFT JOIN company_profiles y ON y.instrument_id = i.id
      LEFT JOIN coverage v ON v.dataset = 'daily-prices' AND v.instrument_id = i.id
    WHERE m.fetched_at IS NULL OR m.parser_version < ${version} OR m.fetched_at < c.changed_at OR m.fetched_at < v.written_at
      OR m.fetched_at < y.changed_at
    ORDER BY i.id LIMIT ${limit}`;
}

/** A metric of an instrument. */
export interface StoredMetric {
  readonly metric: string;
  readonly value: Decimal | null;
  readonly reason: string | null;
  readonly asOf: Day | null;
  readonly provider: string | null;
  readonly flags: readonly string[];
}

/** Writes all metrics of an instrument in place of those before, and keeps them as those of the day of its price. */
export async function writeMetrics(
  sql: Sql,
  { instrumentId, version }: { readonly instrumentId: bigint; readonly version: number },
  metrics: readonly StoredMetric[],
): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO stock_metrics (instrument_id, metric, value, reason, as_of, provider, flags, fetched_at, parser_version)
    SELECT ${instrumentId}::bigint, metric, value, reason, "asOf", provider, flags, now(), ${version}::int
    FROM jsonb_to_recordset(${JSON.stringify(metrics)}::jsonb) AS m(metric text, value numeric, reason text, "asOf" date,
      provider text, flags text[])
    ON CONFLICT (instrument_id, metric) DO UPDATE SET value = EXCLUDED.value, reason = EXCLUDED.reason, as_of = EXCLUDED.as_of,
      provider = EXCLUDED.provider, flags = EXCLUDED.flags, fetched_at = EXCLUDED.fetched_at, parser_version = EXCLUDED.parser_version`;
  await sql.$executeRaw`
    INSERT INTO stock_metrics_daily (instrument_id, date, metrics, fetched_at)
    SELECT instrument_id, coalesce(max(as_of) FILTER (WHERE metric = 'price'), (now() AT TIME ZONE 'America/New_York')::date),
      coalesce(jsonb_object_agg(metric, value::text) FILTER (WHERE value IS NOT NULL), '{}'), now()
    FROM stock_metrics WHERE instrument_id = ${instrumentId}::bigint GROUP BY instrument_id
    ON CONFLICT (instrument_id, date) DO UPDATE SET metrics = EXCLUDED.metrics, fetched_at = EXCLUDED.fetched_at`;
}

/** A metric on a day. */
export interface MetricDay {
  readonly date: Day;
  readonly value: Decimal;
}

/** A metric of an instrument on each day on which it had a value, the first one first. */
export function metricDays(
  sql: Sql,
  asked: { readonly instrumentId: bigint; readonly metric: string; readonly from: Day | null; readonly to: Day | null },
): Promise<MetricDay[]> {
  const { instrumentId, metric, from, to } = asked;
  return sql.$queryRaw<MetricDay[]>`
    SELECT date::text, metrics ->> ${metric}::text AS value FROM stock_metrics_daily
    WHERE instrument_id = ${instrumentId} AND metrics ? ${metric}::text AND (${from}::date IS NULL OR date >= ${from}::date)
      AND (${to}::date IS NULL OR date <= ${to}::date) ORDER BY stock_metrics_daily.date`;
}

/** Deletes metrics of days before one. Returns of how many. */
export function pruneMetricDays(sql: Sql, before: Day): Promise<number> {
  return sql.$executeRaw`DELETE FROM stock_metrics_daily WHERE date < ${before}::date`;
}

/** The metrics of an instrument. */
export function metricsOf(sql: Sql, instrumentId: bigint): Promise<StoredMetric[]> {
  return sql.$queryRaw<StoredMetric[]>`
    SELECT metric, value::text, reason, as_of::text AS "asOf", provider, flags FROM stock_metrics WHERE instrument_id = ${instrumentId}`;
}

/** A bound of a metric: what lies outside, or is null, is left out. */
export interface MetricBound {
  readonly metric: string;
  readonly min: Decimal | null;
  readonly max: Decimal | null;
}

/** A stock that passes a screen. */
export interface ScreenedStock {
  readonly ticker: string;
  readonly name: string;
  readonly metrics: readonly StoredMetric[];
  /** All that pass. */
  readonly total: number;
}

/** The stocks whose metrics lie within all bounds, a page of them, by one metric; those without it come last. */
export function screenStocks(
  sql: Sql,
  screen: {
    readonly bounds: readonly MetricBound[];
    readonly sort: string;
    readonly isDescending: boolean;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<ScreenedStock[]> {
  const { bounds, sort, isDescending, limit, offset } = screen;
  return sql.$queryRaw<ScreenedStock[]>`
    WITH wanted AS (
      SELECT metric, min, max FROM jsonb_to_recordset(${JSON.stringify(bounds)}::jsonb) AS w(metric text, min numeric, max numeric)
    ), passing AS (
      SELECT p.instrument_id, s.value FROM stock_metrics p
        LEFT JOIN stock_metrics s ON s.instrument_id = p.instrument_id AND s.metric = ${sort}
      WHERE p.metric = 'price' AND NOT EXISTS (
        SELECT FROM wanted w LEFT JOIN stock_metrics m ON m.instrument_id = p.instrument_id AND m.metric = w.metric
        WHERE m.value IS NULL OR m.value < w.min OR m.value > w.max)
    ), page AS (
      SELECT instrument_id, row_number() OVER (ORDER BY CASE WHEN ${isDescending} THEN -value ELSE value END NULLS LAST, instrument_id) AS nth,
        count(*) OVER () AS total
      FROM passing ORDER BY nth LIMIT ${limit} OFFSET ${offset}
    )
    SELECT coalesce(y.symbol, '') AS ticker, i.name, p.total::int AS total, (
        SELECT jsonb_agg(jsonb_build_object('metric', m.metric, 'value', m.value::text, 'reason', m.reason, 'asOf', m.as_of,
          'provider', m.provider, 'flags', m.flags)) FROM stock_metrics m WHERE m.instrument_id = p.instrument_id) AS metrics
    FROM page p JOIN instruments i ON i.id = p.instrument_id
      LEFT JOIN symbols y ON y.instrument_id = i.id AND y.valid_to IS NULL
    ORDER BY p.nth`;
}
