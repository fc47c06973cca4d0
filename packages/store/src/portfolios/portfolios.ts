// Reads and changes portfolios.

import type { Day, Decimal, LotMethod } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** A portfolio, with how much is recorded in it. */
export interface Portfolio {
  readonly id: bigint;
  readonly name: string;
  readonly currency: string;
  readonly method: LotMethod;
  readonly trades: number;
  /** How many instruments it holds now. */
  readonly instruments: number;
  /** Its last snapshot. */
  readonly last: { readonly day: Day; readonly value: Decimal | null; readonly dayChange: Decimal | null } | null;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** A portfolio as it is made, or what is changed of one. */
export interface PortfolioSettings {
  readonly name: string;
  readonly currency: string;
  readonly method: LotMethod;
}

const portfolios = (which: Prisma.Sql) => Prisma.sql`
  SELECT p.id, p.name, p.currency, p.method, (SELECT count(*)::int FROM portfolio_trades t WHERE t.portfolio_id = p.id) AS trades,
    cardinality(p.held) AS instruments, (
      SELECT jsonb_build_object('day', s.day, 'value', s.value::text, 'dayChange', s.day_change::text) FROM portfolio_snapshots s
      WHERE s.portfolio_id = p.id ORDER BY s.day DESC LIMIT 1) AS last, p.created_at AS "createdAt", p.created_by AS "createdBy"
  FROM portfolios p WHERE ${which} ORDER BY p.name`;

/** Every portfolio, by name. */
export const listPortfolios = (sql: Sql): Promise<Portfolio[]> =>
  sql.$queryRaw<Portfolio[]>`${portfolios(Prisma.sql`true`)}`;

/** A portfolio; null if there is none of that name. */
export async function findPortfolio(sql: Sql, name: string): Promise<Portfolio | null> {
  const [found] = await sql.$queryRaw<Portfolio[]>`${portfolios(Prisma.sql`p.name = ${name}`)}`;
  return found ?? null;
}

/** Makes a portfolio. False when there is one of that name. */
export async function createPortfolio(
  sql: Sql,
  { name, currency, method, by }: PortfolioSettings & { readonly by: string },
): Promise<boolean> {
  const made = await sql.$executeRaw`
    INSERT INTO portfolios (name, currency, method, created_by) VALUES (${name}, ${currency}, ${method}, ${by}) ON CONFLICT DO NOTHING`;
  return made > 0;
}

/**
 * Renames a portfolio, or values it otherwise: then its snapshots are to be made anew. What is not named stays. `taken`:
 * another has that name.
 */
export async function changePortfolio(
  sql: Sql,
  name: string,
  to: { readonly [K in keyof PortfolioSettings]?: PortfolioSettings[K] | undefined },
): Promise<'changed' | 'none' | 'taken'> {
  // One statement: of two concurrent ones with the same name, the unique index admits one.
  const changed = await sql.$executeRaw`
    UPDATE portfolios p SET name = coalesce(${to.name ?? null}::text, name), currency = coalesce(${to.currency ?? null}::text, currency),
      method = coalesce(${to.method ?? null}::text, method),
      changed_from = CASE WHEN coalesce(${to.currency ?? null}::text, currency) = currency AND coalesce(${to.method ?? null}::text, method) = method
        THEN changed_from ELSE (SELECT min(traded_on) FROM portfolio_trades t WHERE t.portfolio_id = p.id) END
    WHERE name = ${name} AND NOT EXISTS (SELECT FROM portfolios o WHERE o.name = ${to.name ?? null}::text AND o.id <> p.id)`;
  if (changed > 0) return 'changed';
  return (await findPortfolio(sql, name)) ? 'taken' : 'none';
}

/** Deletes a portfolio with its trades and snapshots. False if there is none of that name. */
export async function deletePortfolio(sql: Sql, name: string): Promise<boolean> {
  return (await sql.$executeRaw`DELETE FROM portfolios WHERE name = ${name}`) > 0;
}

/** A portfolio that is locked until the transaction ends. */
export interface LockedPortfolio {
  readonly id: bigint;
  readonly name: string;
  readonly currency: string;
  readonly method: LotMethod;
  readonly changedFrom: Day | null;
  readonly madeTo: Day | null;
  readonly madeAt: Date | null;
}

const locked = Prisma.sql`SELECT id, name, currency, method, changed_from::text AS "changedFrom", made_to::text AS "madeTo",
  made_at AS "madeAt" FROM portfolios`;

/** Locks a portfolio; null if there is none of that name. */
export async function lockPortfolio(tx: Sql, name: string): Promise<LockedPortfolio | null> {
  const [found] = await tx.$queryRaw<LockedPortfolio[]>`${locked} WHERE name = ${name} FOR UPDATE`;
  return found ?? null;
}

/** Locks a portfolio unless another transaction has; null: it has, or there is none. */
export async function lockFreePortfolio(tx: Sql, id: bigint): Promise<LockedPortfolio | null> {
  const [found] = await tx.$queryRaw<LockedPortfolio[]>`${locked} WHERE id = ${id} FOR UPDATE SKIP LOCKED`;
  return found ?? null;
}

/** Stores what a portfolio holds after its trades have changed from a day on, and publishes it: its snapshots are to be made anew. */
export async function markChanged(
  tx: Sql,
  id: bigint,
  { from, held }: { readonly from: Day; readonly held: readonly string[] },
): Promise<void> {
  await tx.$executeRaw`
    WITH changed AS (
      UPDATE portfolios SET held = ${held.map(BigInt)}::bigint[], changed_from = least(changed_from, ${from}::date) WHERE id = ${id}
      RETURNING name)
    INSERT INTO events (type, data)
    SELECT 'portfolio.changed', jsonb_build_object('portfolio', name, 'from', ${from}::text) FROM changed`;
}
