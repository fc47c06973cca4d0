// Reads and writes the trades of a portfolio.

import type { Day, Decimal, TradeKind } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { lastSymbolOf, tickerOf } from '../universe/find-tickers.ts';

/** A trade as it is recorded. */
export interface NewTrade {
  readonly instrumentId: bigint | null;
  readonly kind: TradeKind;
  readonly on: Day;
  readonly quantity: Decimal | null;
  readonly price: Decimal | null;
  readonly amount: Decimal | null;
  readonly fee: Decimal | null;
  readonly currency: string;
}

/** A trade as it is stored, with the ticker that its instrument has, or had last. */
export interface StoredTrade extends NewTrade {
  readonly id: bigint;
  readonly ticker: string | null;
  readonly recordedAt: Date;
  readonly recordedBy: string;
}

const columns = Prisma.sql`t.id, t.instrument_id AS "instrumentId", (
    SELECT ${tickerOf(Prisma.sql`y`)} FROM ${lastSymbolOf(Prisma.sql`t.instrument_id`)} y) AS ticker, t.kind,
  t.traded_on::text AS "on", t.quantity::text AS quantity, t.price::text AS price, t.amount::text AS amount, t.fee::text AS fee,
  t.currency, t.recorded_at AS "recordedAt", t.recorded_by AS "recordedBy"`;

/** The trades of a portfolio, the first ones first: a page of them, or all. */
export const portfolioTrades = (
  sql: Sql,
  portfolioId: bigint,
  page: { limit: number; offset: number } | null = null,
): Promise<StoredTrade[]> => sql.$queryRaw<StoredTrade[]>`
  SELECT ${columns} FROM portfolio_trades t WHERE t.portfolio_id = ${portfolioId}
  ORDER BY t.traded_on, t.id LIMIT ${page?.limit ?? null}::int OFFSET ${page?.offset ?? 0}`;

/** A trade of a portfolio; null if it has none of that id. */
export async function findTrade(sql: Sql, portfolioId: bigint, id: bigint): Promise<StoredTrade | null> {
  const [found] = await sql.$queryRaw<StoredTrade[]>`
    SELECT ${columns} FROM portfolio_trades t WHERE t.portfolio_id = ${portfolioId} AND t.id = ${id}`;
  return found ?? null;
}

const asRows = (trades: readonly NewTrade[]) =>
  JSON.stringify(trades.map((trade) => ({ ...trade, instrumentId: trade.instrumentId && String(trade.instrumentId) })));
const rowType = Prisma.sql`"instrumentId" bigint, kind text, "on" date, quantity numeric, price numeric, amount numeric,
  fee numeric, currency text`;

/** Writes trades in their order; returns their ids. */
export async function addTrades(
  tx: Sql,
  { portfolioId, by }: { readonly portfolioId: bigint; readonly by: string },
  trades: readonly NewTrade[],
): Promise<bigint[]> {
  const rows = await tx.$queryRaw<{ id: bigint }[]>`
    INSERT INTO portfolio_trades (portfolio_id, instrument_id, kind, traded_on, quantity, price, amount, fee, currency, recorded_by)
    SELECT ${portfolioId}::bigint, "instrumentId", kind, "on", quantity, price, amount, fee, currency, ${by}
    FROM ROWS FROM (jsonb_to_recordset(${asRows(trades)}::jsonb) AS (${rowType})) WITH ORDINALITY AS n ORDER BY ordinality
    RETURNING id`;
  return rows.map(({ id }) => id);
}

/** Writes a trade in place of one. */
export async function replaceTrade(tx: Sql, id: bigint, trade: NewTrade & { readonly by: string }): Promise<void> {
  await tx.$executeRaw`
    UPDATE portfolio_trades SET instrument_id = ${trade.instrumentId}::bigint, kind = ${trade.kind}, traded_on = ${trade.on}::date,
      quantity = ${trade.quantity}::text::numeric, price = ${trade.price}::text::numeric, amount = ${trade.amount}::text::numeric,
      fee = ${trade.fee}::text::numeric, currency = ${trade.currency}, recorded_at = now(), recorded_by = ${trade.by}
    WHERE id = ${id}`;
}

/** Removes a trade. */
export async function removeTrade(tx: Sql, id: bigint): Promise<void> {
  await tx.$executeRaw`DELETE FROM portfolio_trades WHERE id = ${id}`;
}

/** Removes all trades of a portfolio. */
export async function removeTrades(tx: Sql, portfolioId: bigint): Promise<void> {
  await tx.$executeRaw`DELETE FROM portfolio_trades WHERE portfolio_id = ${portfolioId}`;
}
