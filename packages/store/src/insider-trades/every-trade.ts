// Streams every trade of a listing, for exports: what costs more than its row is looked up for a batch at once.

import { Prisma, type Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import { whereOf } from './filter.ts';
import { type ListedTrade, orderOf, ownFields, parts, partsOf, type TradeListing } from './list.ts';
import { type FilingOwner, ownersOfMany, tickersOfMany } from './names.ts';

/**
 * Rows of a batch: few while the reader is slow, so that many slow readers hold little; doubled while it keeps up, but few
 * enough that a batch is garbage before it is old.
 */
const batchRows = { fewest: 250, most: 500 };
/** A reader that takes longer for a batch is slow. */
const slowMs = 500;

/** A trade without what is looked up, and with what the list is ordered by, as text. */
interface PlainTrade extends Omit<ListedTrade, 'tickers' | 'owners'> {
  readonly at: string;
}

/**
 * Every trade of a listing, batch by batch, each beginning behind the last row of the one before: no connection is held
 * while the reader is slow, and none is listed twice. One that is stored meanwhile may be missed. The next batch is read
 * while a reader that keeps up makes use of one. A batch may be emptied: nothing else holds on to its rows.
 * @param clock Milliseconds; only their differences matter.
 */
export async function* everyTrade(
  { reads }: Store,
  listing: TradeListing,
  clock: () => number = () => performance.now(),
): AsyncGenerator<ListedTrade[]> {
  const tickers = new Map<string, string[]>();
  const where = await whereOf(reads, listing);
  let size = batchRows.fewest;
  for (const part of partsOf(listing)) {
    const read = async (last: PlainTrade | null) => {
      const batchSize = size;
      const rows = await readBatch(reads, listing, { where, part, last, batchSize });
      return { rows, last: rows.length === batchSize ? (rows.at(-1) ?? null) : null };
    };
    for (let batch = await read(null); batch.rows.length > 0; ) {
      const { last } = batch;
      const next = last && size > batchRows.fewest ? read(last) : null;
      next?.catch(() => {}); // whoever stops reading before does not learn of it
      const trades = await withNames(reads, batch.rows, tickers);
      const handedOut = clock();
      yield trades;
      size = clock() - handedOut > slowMs ? batchRows.fewest : Math.min(2 * size, batchRows.most);
      batch = last ? await (next ?? read(last)) : { rows: [], last };
    }
  }
}

/** Which rows come next. */
interface Batch {
  readonly where: Prisma.Sql;
  readonly part: keyof typeof parts;
  /** The last row of the batch before; null: the first batch. */
  readonly last: PlainTrade | null;
  readonly batchSize: number;
}

function readBatch(
  sql: Sql,
  { sort, includeSuperseded }: TradeListing,
  { where, part, last, batchSize }: Batch,
): Promise<PlainTrade[]> {
  const { by, cast, filings, direction, isDescending } = orderOf(sort);
  const than = isDescending ? Prisma.sql`<` : Prisma.sql`>`;
  const behind = last
    ? Prisma.sql`AND (${by}, t.accession, t.table_name, t.line) ${than}
        (${last.at}::${cast}, ${last.accession}, ${last.table}, ${last.line})`
    : Prisma.empty;
  const trades = includeSuperseded ? Prisma.sql`insider_trades` : Prisma.sql`counted_insider_trades`;
  return sql.$queryRaw<PlainTrade[]>`
    SELECT ${ownFields}, t.at::text FROM (
      SELECT t.*, ${by} AS at FROM ${trades} t ${filings} WHERE ${where} AND ${parts[part]} ${behind}
      ORDER BY ${by} ${direction}, t.accession ${direction}, t.table_name ${direction}, t.line ${direction}
      LIMIT ${batchSize}) t
    JOIN filings f ON f.accession = t.accession
    ORDER BY t.at ${direction}, t.accession ${direction}, t.table_name ${direction}, t.line ${direction}`;
}

/** Trades with the owners of their filings and the tickers of their issuers, which are looked up once. */
async function withNames(sql: Sql, rows: PlainTrade[], tickers: Map<string, string[]>): Promise<ListedTrade[]> {
  const issuers = [...new Set(rows.map(({ issuerCik }) => issuerCik))].filter((cik) => !tickers.has(cik));
  const [owners, symbols] = await Promise.all([
    ownersOfMany(sql, [...new Set(rows.map(({ accession }) => accession))]),
    issuers.length > 0 ? tickersOfMany(sql, issuers) : new Map<string, string[]>(),
  ]);
  for (const cik of issuers) tickers.set(cik, symbols.get(cik) ?? []);
  const none: FilingOwner[] = [];
  // Into the rows themselves: to copy each of a million costs as much as to read it.
  const named = ({ issuerCik, accession }: PlainTrade) => ({
    tickers: tickers.get(issuerCik) ?? [],
    owners: owners.get(accession) ?? none,
  });
  return rows.splice(0).map((row) => Object.assign(row, named(row)));
}
