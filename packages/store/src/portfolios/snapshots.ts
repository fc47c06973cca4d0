// Reads and writes the snapshots of portfolios, and finds out which are to be made.

import type { Day, HoldingFigures, PortfolioFigures } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** A holding within a snapshot. */
export interface SnapshotHolding extends HoldingFigures {
  readonly ticker: string;
  readonly name: string;
}

/** A portfolio at the end of a day. */
export interface NewSnapshot extends PortfolioFigures {
  readonly holdings: readonly SnapshotHolding[];
  readonly stale: number;
  readonly missing: number;
}

/** A snapshot as it is stored. */
export interface StoredSnapshot extends NewSnapshot {
  readonly currency: string;
  readonly madeAt: Date;
}

/** Prices and rates are written by transactions that began before: what is known so much earlier is looked at again. */
const overlap = '1 min';

/** Every portfolio that has ever had a trade or a snapshot, by id. */
export const portfoliosToSnapshot = (sql: Sql): Promise<{ id: bigint }[]> => sql.$queryRaw<{ id: bigint }[]>`
  SELECT id FROM portfolios p WHERE made_to IS NOT NULL OR changed_from IS NOT NULL ORDER BY id`;

/** The first day of which a price, split or rate is known otherwise since an instant; null: none is. */
export async function changedSince(
  sql: Sql,
  { instrumentIds, since, madeTo }: { instrumentIds: readonly bigint[]; since: Date; madeTo: Day },
): Promise<Day | null> {
  const [row] = await sql.$queryRaw<{ day: Day | null }[]>`
    WITH asked AS (SELECT unnest(${[...instrumentIds]}::bigint[]) AS id, ${since}::timestamptz - ${overlap}::interval AS since),
      written AS (
        SELECT a.* FROM asked a JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = a.id AND c.written_at > a.since)
    SELECT min(day)::text AS day FROM (
      SELECT (SELECT min(date) FROM daily_prices p WHERE p.instrument_id = w.id AND p.known_from > w.since) AS day FROM written w
      UNION ALL
      SELECT (SELECT min(date) FROM price_revisions r WHERE r.instrument_id = w.id AND r.known_to > w.since) FROM written w
      UNION ALL
      -- A provisional bar may leave without a trace.
      SELECT ${madeTo}::date - 4 FROM written w
      UNION ALL
      -- A split and the closes that are adjusted for it may come one after the other: meanwhile any day may have been valued wrongly.
      SELECT '0001-01-01' FROM asked w JOIN corporate_actions a ON a.instrument_id = w.id
      WHERE a.type = 'split' AND (a.known_from > w.since OR a.known_to > w.since)
      UNION ALL
      SELECT '0001-01-01' FROM written w JOIN adjustments a ON a.instrument_id = w.id WHERE a.kind = 'split' AND a.known_from > w.since
      UNION ALL
      SELECT min(day) FROM exchange_rates WHERE known_from > ${since}::timestamptz - ${overlap}::interval) c`;
  return row?.day ?? null;
}

/**
 * Writes the snapshots of a stretch of days in place of those that it had, and up to which day they are made. Those that are
 * what they were keep the instant at which they were made. Returns how many are new or differ.
 */
export async function writeSnapshots(
  tx: Sql,
  { portfolioId, currency, from, to }: { portfolioId: bigint; currency: string; from: Day; to: Day },
  snapshots: readonly NewSnapshot[],
): Promise<number> {
  const removed = await tx.$executeRaw`
    DELETE FROM portfolio_snapshots WHERE portfolio_id = ${portfolioId} AND day BETWEEN ${from}::date AND ${to}::date
      AND NOT day = ANY(${snapshots.map(({ day }) => day)}::text[]::date[])`;
  const written = await tx.$executeRaw`
    INSERT INTO portfolio_snapshots AS s (portfolio_id, day, currency, value, cost, unrealised, day_change, realised, dividends, fees,
      holdings, stale, missing, made_at)
    SELECT ${portfolioId}::bigint, day, ${currency}, value, cost, unrealised, "dayChange", realised, dividends, fees, holdings, stale,
      missing, now()
    FROM jsonb_to_recordset(${JSON.stringify(snapshots)}::jsonb) AS n(day date, value numeric, cost numeric, unrealised numeric,
      "dayChange" numeric, realised numeric, dividends numeric, fees numeric, holdings jsonb, stale int, missing int)
    ON CONFLICT (portfolio_id, day) DO UPDATE SET currency = EXCLUDED.currency, value = EXCLUDED.value, cost = EXCLUDED.cost,
      unrealised = EXCLUDED.unrealised, day_change = EXCLUDED.day_change, realised = EXCLUDED.realised,
      dividends = EXCLUDED.dividends, fees = EXCLUDED.fees, holdings = EXCLUDED.holdings, stale = EXCLUDED.stale,
      missing = EXCLUDED.missing, made_at = EXCLUDED.made_at
    WHERE (s.currency, s.value, s.cost, s.unrealised, s.day_change, s.realised, s.dividends, s.fees, s.holdings)
      IS DISTINCT FROM (EXCLUDED.currency, EXCLUDED.value, EXCLUDED.cost, EXCLUDED.unrealised, EXCLUDED.day_change,
        EXCLUDED.realised, EXCLUDED.dividends, EXCLUDED.fees, EXCLUDED.holdings)`;
  return removed + written;
}

/** Removes the snapshots before the first trade of a portfolio; all where there is none. */
export async function removeSnapshotsBefore(tx: Sql, portfolioId: bigint, day: Day | null): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM portfolio_snapshots WHERE portfolio_id = ${portfolioId} AND day < coalesce(${day}::date, 'infinity')`;
}

/**
 * Records up to which day snapshots are made, with what was known when the transaction began; where it goes on with what an
 * earlier one has begun, with what that one knew.
 */
export async function recordSnapshots(
  tx: Sql,
  portfolioId: bigint,
  {
    madeTo,
    changedFrom,
    goesOn = false,
  }: { readonly madeTo: Day | null; readonly changedFrom: Day | null; readonly goesOn?: boolean },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE portfolios SET made_to = ${madeTo}::date, changed_from = ${changedFrom}::date, made_at = CASE WHEN ${goesOn} THEN made_at ELSE now() END
    WHERE id = ${portfolioId}`;
}

/** Publishes that snapshots of a portfolio are new or differ. */
export async function publishValued(tx: Sql, portfolioId: bigint, changed: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO events (type, data)
    SELECT 'portfolio.valued', jsonb_build_object('portfolio', p.name, 'day', s.day, 'currency', s.currency, 'value', s.value::text,
      'day_change', s.day_change::text, 'changed', ${changed}::int)
    FROM portfolios p JOIN portfolio_snapshots s ON s.portfolio_id = p.id WHERE p.id = ${portfolioId} ORDER BY s.day DESC LIMIT 1`;
}

/** How many portfolios there are, and what their last snapshots lack. */
export async function portfolioTotals(sql: Sql): Promise<{ portfolios: number; stale: number; missing: number }> {
  const [row] = await sql.$queryRaw<{ portfolios: number; stale: number; missing: number }[]>`
    SELECT count(*)::int AS portfolios, coalesce(sum(l.stale), 0)::int AS stale, coalesce(sum(l.missing), 0)::int AS missing
    FROM portfolios p LEFT JOIN LATERAL (
      SELECT stale, missing FROM portfolio_snapshots s WHERE s.portfolio_id = p.id ORDER BY day DESC LIMIT 1) l ON true`;
  return row as { portfolios: number; stale: number; missing: number };
}

/** The snapshots of a portfolio within a stretch of days, the latest first. */
export const portfolioSnapshots = (
  sql: Sql,
  portfolioId: bigint,
  { from, to, limit, offset }: { from: Day | null; to: Day | null; limit: number; offset: number },
): Promise<StoredSnapshot[]> => sql.$queryRaw<StoredSnapshot[]>`
  SELECT day::text AS day, currency, value::text AS value, cost::text AS cost, unrealised::text AS unrealised,
    day_change::text AS "dayChange", realised::text AS realised, dividends::text AS dividends, fees::text AS fees, holdings, stale,
    missing, made_at AS "madeAt"
  FROM portfolio_snapshots WHERE portfolio_id = ${portfolioId} AND day >= coalesce(${from}::date, '-infinity')
    AND day <= coalesce(${to}::date, 'infinity')
  ORDER BY day DESC LIMIT ${limit} OFFSET ${offset}`;
