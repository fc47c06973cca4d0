// What portfolios are valued by: instruments, splits, closes and exchange rates.

import type { Day, Decimal, ExchangeRate } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { lastSymbolOf, tickerOf } from '../universe/find-tickers.ts';

/** An instrument of a portfolio. */
export interface HeldInstrument {
  readonly instrumentId: bigint;
  readonly ticker: string;
  readonly symbol: string;
  readonly mic: string;
  readonly name: string;
}

/** Instruments by the symbols that they have, or had last. */
export const heldInstruments = (sql: Sql, instrumentIds: readonly bigint[]): Promise<HeldInstrument[]> =>
  sql.$queryRaw<HeldInstrument[]>`
    SELECT i.id AS "instrumentId", ${tickerOf(Prisma.sql`s`)} AS ticker, s.symbol, s.mic, i.name
    FROM instruments i CROSS JOIN LATERAL ${lastSymbolOf(Prisma.sql`i.id`)} s WHERE i.id = ANY(${[...instrumentIds]}::bigint[])`;

/** The splits of instruments as they are known now. */
export const knownSplits = (
  sql: Sql,
  instrumentIds: readonly bigint[],
): Promise<{ instrumentId: bigint; on: Day; ratio: Decimal }[]> =>
  sql.$queryRaw<{ instrumentId: bigint; on: Day; ratio: Decimal }[]>`
    SELECT instrument_id AS "instrumentId", date::text AS "on", trim_scale(ratio)::text AS ratio FROM corporate_actions
    WHERE instrument_id = ANY(${[...instrumentIds]}::bigint[]) AND type = 'split' AND ratio > 0 AND known_to IS NULL
    ORDER BY instrument_id, date`;

/** A close as it is stored. */
export interface StoredClose {
  readonly instrumentId: bigint;
  readonly day: Day;
  readonly close: Decimal;
  readonly currency: string;
  /** Of a share of its day; else it is adjusted for all splits since. */
  readonly isAsTraded: boolean;
}

const closeColumns = Prisma.sql`p.instrument_id AS "instrumentId", p.date::text AS day, trim_scale(p.close)::text AS close,
  coalesce(p.currency, c.currency, i.currency) AS currency, coalesce(c.basis = 'as-traded', false) AS "isAsTraded"`;
const withCurrency = Prisma.sql`JOIN instruments i ON i.id = p.instrument_id
  LEFT JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = p.instrument_id
  WHERE coalesce(p.currency, c.currency, i.currency) IS NOT NULL`;

/** The closes of instruments on the days of a stretch, and the last one before it, ascending. */
export async function closesWithin(
  sql: Sql,
  instrumentIds: readonly bigint[],
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<StoredClose[]> {
  const ids = [...instrumentIds];
  const before = await sql.$queryRaw<StoredClose[]>`
    SELECT ${closeColumns} FROM unnest(${ids}::bigint[]) AS w(id) CROSS JOIN LATERAL (
      SELECT * FROM daily_prices d WHERE d.instrument_id = w.id AND d.date < ${from}::date AND d.close IS NOT NULL
      ORDER BY d.date DESC LIMIT 1) p ${withCurrency}`;
  const within = await sql.$queryRaw<StoredClose[]>`
    SELECT ${closeColumns} FROM daily_prices p ${withCurrency} AND p.instrument_id = ANY(${ids}::bigint[])
      AND p.date BETWEEN ${from}::date AND ${to}::date AND p.close IS NOT NULL ORDER BY p.date`;
  return [...before, ...within];
}

/** The currencies in which the prices of instruments are stored; that of their listing where none are. */
export async function priceCurrencies(sql: Sql, instrumentIds: readonly bigint[]): Promise<Map<bigint, string>> {
  const rows = await sql.$queryRaw<{ instrumentId: bigint; currency: string }[]>`
    SELECT i.id AS "instrumentId", coalesce(c.currency, i.currency) AS currency
    FROM instruments i LEFT JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = i.id
    WHERE i.id = ANY(${[...instrumentIds]}::bigint[]) AND coalesce(c.currency, i.currency) IS NOT NULL`;
  return new Map(rows.map(({ instrumentId, currency }) => [instrumentId, currency]));
}

/** All rates of some currencies, ascending. */
export const ratesOf = (sql: Sql, currencies: readonly string[]): Promise<ExchangeRate[]> =>
  sql.$queryRaw<ExchangeRate[]>`
    SELECT day::text AS day, currency, trim_scale(per_euro)::text AS "perEuro" FROM exchange_rates
    WHERE currency = ANY(${[...currencies]}::text[]) ORDER BY day`;
