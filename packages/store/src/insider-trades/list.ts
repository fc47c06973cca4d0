import type { OwnerView, TradeSort, TradeView } from '@tickermill/core/contracts';
import { Prisma, type Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import { knownDate, knownValue, type TradeFilter, whereOf } from './filter.ts';
import { ownersOf, tickersOf } from './names.ts';

/** Which trades are listed, and in which order. */
export interface TradeListing extends TradeFilter {
  readonly sort: TradeSort;
  /** Also those that an amendment restates, and those that no statistic counts. */
  readonly includeSuperseded: boolean;
}

const orders = {
  date: { by: knownDate, cast: Prisma.sql`date` },
  value: { by: knownValue, cast: Prisma.sql`numeric` },
  filed_at: {
    by: Prisma.sql`coalesce(f.filed_at, f.filed_on::timestamp AT TIME ZONE 'UTC')`,
    cast: Prisma.sql`timestamptz`,
  },
};

function orderOf(sort: TradeSort) {
  const isDescending = sort.startsWith('-');
  const order = orders[sort.replace('-', '') as keyof typeof orders];
  return { ...order, direction: isDescending ? Prisma.sql`DESC` : Prisma.sql`ASC`, isDescending };
}

interface TradeRow extends Omit<TradeView, 'filed_at'> {
  readonly filed_at: Date | null;
  readonly owners: OwnerView[];
  readonly at: string;
}

/** Rows of the list: keys are ordered and skipped before anything is looked up for those that remain. */
async function rowsOf(
  sql: Sql,
  { sort, includeSuperseded }: TradeListing,
  where: Prisma.Sql,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<TradeRow[]> {
  const { by, direction } = orderOf(sort);
  const trades = includeSuperseded ? Prisma.sql`insider_trades` : Prisma.sql`counted_insider_trades`;
  const needsFiling = sort.endsWith('filed_at') ? Prisma.sql`JOIN filings f USING (accession)` : Prisma.empty;
  return sql.$queryRaw<TradeRow[]>`
    SELECT ${tickersOf(Prisma.sql`t.issuer_cik`)} AS tickers, t.issuer_cik, f.issuer_name, t.accession, f.form,
      t.table_name AS "table", t.line, t.security, t.transaction_date::text AS date, t.deemed_date::text, t.code,
      t.acquired_disposed, t.shares::text, t.price::text, t.value::text, t.shares_after::text, t.ownership, t.nature,
      f.is_10b5_1, f.filed_on::text, f.filed_at, ${ownersOf(Prisma.sql`t.accession`)} AS owners, f.flags, t.superseded_by, f.url, k.at::text
    FROM (
      SELECT t.accession, t.table_name, t.line, ${by} AS at FROM ${trades} t ${needsFiling} WHERE ${where}
      ORDER BY ${by} ${direction}, t.accession ${direction}, t.table_name ${direction}, t.line ${direction}
      LIMIT ${limit} OFFSET ${offset}) k
    JOIN insider_trades t USING (accession, table_name, line) JOIN filings f USING (accession)
    ORDER BY k.at ${direction}, t.accession ${direction}, t.table_name ${direction}, t.line ${direction}`;
}

const toView = ({ at: _at, filed_at, ...row }: TradeRow): TradeView => ({
  ...row,
  filed_at: filed_at?.toISOString() ?? null,
});

/** A page of the trades, and whether another follows. */
export async function listTrades(
  { reads }: Store,
  listing: TradeListing,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ items: TradeView[]; hasMore: boolean }> {
  const rows = await rowsOf(reads, listing, await whereOf(reads, listing), { limit: limit + 1, offset });
  return { items: rows.slice(0, limit).map(toView), hasMore: rows.length > limit };
}

const batchSize = 1_000;

/**
 * Every trade of a listing, batch by batch, each beginning behind the last row of the one before: no connection is held
 * while the reader is slow, and none is listed twice. One that is stored meanwhile may be missed.
 */
export async function* everyTrade({ reads }: Store, listing: TradeListing): AsyncGenerator<TradeView[]> {
  const where = await whereOf(reads, listing);
  const { by, cast, isDescending } = orderOf(listing.sort);
  let behind = Prisma.empty;
  for (;;) {
    const rows = await rowsOf(reads, listing, Prisma.sql`${where} ${behind}`, { limit: batchSize });
    const last = rows.at(-1);
    if (last) yield rows.map(toView);
    if (!last || rows.length < batchSize) return;
    const than = isDescending ? Prisma.sql`<` : Prisma.sql`>`;
    behind = Prisma.sql`AND (${by}, t.accession, t.table_name, t.line) ${than}
      (${last.at}::${cast}, ${last.accession}, ${last.table}, ${last.line})`;
  }
}
