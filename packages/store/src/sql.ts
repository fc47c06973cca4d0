// Prepared statements and transactions on the driver, past Prisma, for the hot path (decision 13).

import pg from 'pg';
import { Prisma } from './generated/prisma/client.ts';

/** What runs SQL: Prisma's client or a transaction on it, or the driver itself, where a statement costs a fifth. */
export type Sql = Pick<Prisma.TransactionClient, '$queryRaw' | '$executeRaw'>;

/** Statements with different numbers of values are different statements: so many are kept prepared. */
const maxNames = 300;
const names = new Map<string, string>();

/** The name by which a connection keeps a statement prepared: planning the larger ones costs more than running them. */
export function statementName({ sql }: { readonly sql: string }): string | undefined {
  const known = names.get(sql);
  if (known !== undefined || names.size === maxNames) return known;
  const name = `s${names.size + 1}`;
  names.set(sql, name);
  return name;
}

const { INT8 } = pg.types.builtins;
/** The driver's own reading of values, save that a bigint is one. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) =>
    id === INT8 && format !== 'binary' ? (text: string) => BigInt(text) : pg.types.getTypeParser(id, format),
};

type Ask = (statement: pg.QueryConfig) => Promise<pg.QueryResult>;

/** SQL by way of the driver. Numbers come as text where they may be more exact than a float, unlike Prisma's. */
function sqlBy(ask: Ask, { prepared = true } = {}): Sql {
  const send = (query: TemplateStringsArray | Prisma.Sql, values: unknown[]) => {
    const { text, values: given } = 'raw' in query ? Prisma.sql(query, ...values) : query;
    return ask({ ...(prepared ? { name: statementName({ sql: text }) } : {}), text, values: given, types });
  };
  const queryRaw = async (query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) =>
    (await send(query, values)).rows;
  const executeRaw = async (query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) =>
    (await send(query, values)).rowCount ?? 0;
  // Nothing of what Prisma's promises can do besides is used.
  return {
    $queryRaw: queryRaw as unknown as Sql['$queryRaw'],
    $executeRaw: executeRaw as unknown as Sql['$executeRaw'],
  };
}

/** SQL on any connection of a pool. */
export const sqlOn = (pool: pg.Pool, options?: { prepared?: boolean }): Sql =>
  sqlBy((statement) => pool.query(statement), options);

/** How a transaction is planned. */
export interface TransactionOptions {
  /**
   * It finds all rows by key: no plan that was made while a table was small, and is kept, reads the whole of it when it
   * has grown.
   */
  readonly byKey?: boolean;
}

/**
 * Runs `work` in a transaction on one connection of a pool. The commit does not wait for the disk: a crash of Postgres
 * loses the last transactions whole, and lost work is repeated, because the ledger then does not record it as done.
 */
export async function sqlTransaction<T>(
  pool: pg.Pool,
  work: (tx: Sql) => Promise<T>,
  { byKey = false }: TransactionOptions = {},
): Promise<T> {
  const client = await pool.connect();
  let lost: Error | undefined;
  const onLost = (error: Error) => {
    lost = error;
  };
  // Between two statements no query reports that the connection broke.
  client.on('error', onLost);
  try {
    await client.query(`BEGIN; SET LOCAL synchronous_commit = off${byKey ? '; SET LOCAL enable_seqscan = off' : ''}`);
    const result = await work(sqlBy((statement) => client.query(statement)));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(onLost);
    throw error;
  } finally {
    client.off('error', onLost);
    client.release(lost);
  }
}
