// Reads pages and streams of trades, for the API.

import type { Day, Decimal, TradeFlag } from '@tickermill/core';
import { Prisma, type Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import { hasDate, knownDate, knownValue, type TradeFilter, whereOf } from './filter.ts';
import { type FilingOwner, ownersOf, tickersOf } from './names.ts';

/** The orders in which trades are listed; with a minus the greatest first. */
export type TradeSort = '-date' | 'date' | '-value' | 'value' | '-filed_at' | 'filed_at';

/** Which trades are listed, and in which order. */
export interface TradeListing extends TradeFilter {
  readonly sort: TradeSort;
  /** Also those that an amendment restates, and those that no statistic counts. */
  readonly includeSuperseded: boolean;
}

/** What a list is ordered by, and what that needs besides the trades `t`. */
const orders = {
  date: { by: knownDate, cast: Prisma.sql`date`, filings: Prisma.empty },
  value: { by: knownValue, cast: Prisma.sql`numeric`, filings: Prisma.empty },
  filed_at: {
    by: Prisma.sql`coalesce(f.filed_at, f.filed_on::timestamp AT TIME ZONE 'UTC')`,
    cast: Prisma.sql`timestamptz`,
    filings: Prisma.sql`JOIN filings f USING (accession)`,
  },
};

/** The order of a listing. */
export function orderOf(sort: TradeSort) {
  const isDescending = sort.startsWith('-');
  const order = orders[sort.replace('-', '') as keyof typeof orders];
  return { ...order, direction: isDescending ? Prisma.sql`DESC` : Prisma.sql`ASC`, isDescending };
}

/** A trade with the facts of its filing. Decimals are exact text; null if the filing does not say. */
export interface ListedTrade {
  readonly tickers: string[];
  readonly issuerCik: string;
  readonly issuerName: string | null;
  readonly accession: string;
  readonly form: string;
  readonly table: 'non-derivative' | 'derivative';
  readonly line: number;
  readonly security: string | null;
  readonly date: Day | null;
  readonly deemedDate: Day | null;
  readonly code: string | null;
  readonly acquiredDisposed: 'A' | 'D' | null;
  readonly shares: Decimal | null;
  readonly price: Decimal | null;
  readonly value: Decimal | null;
  readonly sharesAfter: Decimal | null;
  readonly ownership: 'D' | 'I' | null;
  readonly nature: string | null;
  readonly is10b5_1: boolean | null;
  readonly filedOn: Day;
  /** In UTC, ISO 8601. */
  readonly filedAt: string | null;
  readonly owners: FilingOwner[];
  readonly flags: TradeFlag[];
  readonly supersededBy: string | null;
  /** Another filer's report of the same trade, which statistics count in place of this one. */
  readonly sameTradeAs: string | null;
  readonly sameTradeLine: number | null;
  /** Whether statistics count it: nothing restates it, its filing is no unmatched amendment, no other report is counted for it. */
  readonly counted: boolean;
  readonly url: string;
}

/** With what the list is ordered by, as text. */
interface TradeRow extends ListedTrade {
  readonly at: string;
}

/** What is odd in a trade: its own dates, and what is said of its filing as a whole. */
const flagsOf = Prisma.sql`array_remove(f.flags, 'date-out-of-range') || CASE
  WHEN t.date_out_of_range OR t.deemed_date < '1934-01-01' OR t.deemed_date > f.filed_on
  THEN ARRAY['date-out-of-range'] ELSE '{}' END`;

/** The fields of a trade `t` of a filing `f` that stand in their rows. */
export const ownFields = Prisma.sql`t.issuer_cik AS "issuerCik",
  f.issuer_name AS "issuerName", t.accession, f.form, t.table_name AS "table", t.line, t.security,
  t.transaction_date::text AS date, t.deemed_date::text AS "deemedDate", t.code,
  t.acquired_disposed AS "acquiredDisposed", t.shares::text, t.price::text, t.value::text,
  t.shares_after::text AS "sharesAfter", t.ownership, t.nature, f.is_10b5_1 AS "is10b5_1",
  f.filed_on::text AS "filedOn", to_char(f.filed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "filedAt", ${flagsOf} AS flags, t.superseded_by AS "supersededBy", t.same_trade_as AS "sameTradeAs",
  t.same_trade_line AS "sameTradeLine", t.superseded_by IS NULL AND t.same_trade_as IS NULL
    AND coalesce(f.amendment, 'matched') = 'matched' AS counted, f.url`;

/** All fields of a trade `t` of a filing `f`. */
export const tradeFields = Prisma.sql`${ownFields}, ${tickersOf(Prisma.sql`t.issuer_cik`)} AS tickers,
  ${ownersOf(Prisma.sql`t.accession`)} AS owners`;

/** Rows of the list: keys are ordered and skipped before anything is looked up for those that remain. */
async function rowsOf(
  sql: Sql,
  { sort, includeSuperseded }: TradeListing,
  where: Prisma.Sql,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<TradeRow[]> {
  const { by, filings, direction } = orderOf(sort);
  const trades = includeSuperseded ? Prisma.sql`insider_trades` : Prisma.sql`counted_insider_trades`;
  return sql.$queryRaw<TradeRow[]>`
    SELECT ${tradeFields}, k.at::text
    FROM (
      SELECT t.accession, t.table_name, t.line, ${by} AS at FROM ${trades} t ${filings} WHERE ${where}
      ORDER BY ${by} ${direction}, t.accession ${direction}, t.table_name ${direction}, t.line ${direction}
      LIMIT ${limit} OFFSET ${offset}) k
    JOIN insider_trades t USING (accession, table_name, line) JOIN filings f USING (accession)
    ORDER BY k.at ${direction}, t.accession ${direction}, t.table_name ${direction}, t.line ${direction}`;
}

const tradeOf = ({ at: _at, ...trade }: TradeRow): ListedTrade => trade;

/** The parts of a listing, as conditions: a trade without a date that can be stands last in both orders of dates. */
export const parts = {
  whole: Prisma.sql`true`,
  dated: hasDate,
  undated: Prisma.sql`${knownDate} = '-infinity'::date`,
};
/** The parts that follow one another in a listing. */
export const partsOf = ({ sort }: TradeListing) =>
  sort === 'date' ? (['dated', 'undated'] as const) : (['whole'] as const);

/** A page of the trades, and whether another follows. */
export async function listTrades(
  { reads }: Store,
  listing: TradeListing,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ items: ListedTrade[]; hasMore: boolean }> {
  const [first, last] = partsOf(listing);
  const where = await whereOf(reads, listing);
  const rows = await rowsOf(reads, listing, Prisma.sql`${where} AND ${parts[first]}`, { limit: limit + 1, offset });
  if (last && rows.length <= limit) {
    const before = rows.length > 0 || offset === 0 ? offset : await countDated(reads, listing, offset);
    const skipped = Math.max(offset - before - rows.length, 0);
    const rest = { limit: limit + 1 - rows.length, offset: skipped };
    rows.push(...(await rowsOf(reads, listing, Prisma.sql`${where} AND ${parts[last]}`, rest)));
  }
  return { items: rows.slice(0, limit).map(tradeOf), hasMore: rows.length > limit };
}

/** How many trades have a date that can be, counted up to a number. */
async function countDated(sql: Sql, listing: TradeListing, most: number): Promise<number> {
  const trades = listing.includeSuperseded ? Prisma.sql`insider_trades` : Prisma.sql`counted_insider_trades`;
  const where = await whereOf(sql, listing);
  const [row] = await sql.$queryRaw<{ trades: number }[]>`
    SELECT count(*)::int AS trades FROM (SELECT FROM ${trades} t WHERE ${where} AND ${hasDate} LIMIT ${most}) t`;
  return row?.trades ?? 0;
}
