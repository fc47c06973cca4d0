// Sums trades by ticker, insider, code or month, from kept totals where possible.

import { Prisma, type Store } from '../database.ts';
import { type TradeFilter, whereOf } from './filter.ts';
import { tickersOf } from './names.ts';
import {
  allCodes,
  currentTotals,
  isCount,
  isFirstReport,
  marketOfTotals,
  monthOf,
  staleTotals,
  sumsOfKept,
  sumsOfTotals,
  sumsOfTrades,
  type TradeTotals,
  totalsFields,
} from './totals.ts';

/** What trades are grouped by. */
export type TradeGroupBy = 'ticker' | 'insider' | 'code' | 'month';

/** What groups may be ordered by, and the column that has it. */
const sortColumns = {
  key: 'key',
  trades: 'trades',
  value_acquired: 'value_bought',
  value_disposed: 'value_sold',
  value_net: 'value_net',
} as const;
type SortName = keyof typeof sortColumns;
/** The orders of groups; with a minus the greatest first. */
export type GroupSort = SortName | `-${SortName}`;

/** One group of a statistic. Its key is a CIK, a code or a month; null if its trades have none. */
export interface TradeGroup extends TradeTotals {
  readonly key: string | null;
  /** Of a ticker or an insider. */
  readonly name: string | null;
  readonly tickers: string[];
}

/** What is counted, and how it is grouped. */
export interface TradeQuestion extends Omit<TradeFilter, 'table'> {
  /** Shares by default; `all` sums both tables together. */
  readonly table?: 'non-derivative' | 'derivative' | 'all' | undefined;
  readonly groupBy: TradeGroupBy;
  /** A trade that several filers of one chain report: once, or as often as it is filed. Once by default. */
  readonly count?: 'once' | 'filed' | undefined;
  readonly sort?: GroupSort | undefined;
}

export interface TradeStatistics {
  readonly totals: TradeTotals;
  readonly items: TradeGroup[];
  readonly hasMore: boolean;
}

/**
 * With so many stale totals the trades themselves are summed: one pass over all is faster than thousands of look-ups.
 */
const manyStale = 1_000;

/** The sums of the trades that count: of all, and of a page of their groups, at one instant. */
export async function tradeStatistics(
  store: Store,
  question: TradeQuestion,
  { limit, offset }: { limit: number; offset: number },
): Promise<TradeStatistics> {
  const { reads } = store;
  const {
    groupBy,
    sort = groupBy === 'month' ? '-key' : '-trades',
    table = 'non-derivative',
    count = 'once',
    ...filter
  } = question;
  const order = orderOf(sort, groupBy);
  const { code, ...others } = filter;
  const areKept =
    table === 'non-derivative' &&
    count === 'once' &&
    Object.values(others).every((value) => value === undefined) &&
    (await staleTotals(store, manyStale)) < manyStale;
  const sums = areKept
    ? keptSums(groupBy, code, { order, limit, offset })
    : tradeSums(groupBy, {
        where: await whereOf(reads, { ...filter, table: table === 'all' ? undefined : table }),
        count,
        isByOwner: filter.owner !== undefined || filter.role !== undefined,
        page: Prisma.sql`page AS (SELECT * FROM groups ${order} LIMIT ${limit + 1} OFFSET ${offset})`,
      });
  const { name, tickers } = namesOf[groupBy];
  const [row] = await reads.$queryRaw<{ totals: TradeTotals; items: TradeGroup[] }[]>`
    WITH ${sums}
    SELECT (SELECT to_json(t) FROM (SELECT ${asText} FROM total) t) AS totals, (
      SELECT coalesce(json_agg(g), '[]') FROM (
        SELECT nullif(p.key, '') AS key, ${name} AS name, ${tickers} AS tickers, ${asText} FROM (
          SELECT *, row_number() OVER (${order}) AS place FROM page) p
        ORDER BY p.place) g) AS items`;
  if (!row) throw new Error('a statistic has no row');
  return { totals: row.totals, items: row.items.slice(0, limit), hasMore: row.items.length > limit };
}

/** The order of groups: trades without a month, or without a code, stand last in both directions. */
function orderOf(sort: GroupSort, groupBy: TradeGroupBy): Prisma.Sql {
  const direction = Prisma.raw(sort.startsWith('-') ? 'DESC' : 'ASC');
  const column = sortColumns[sort.replace('-', '') as SortName];
  const last = column === 'key' && (groupBy === 'month' || groupBy === 'code') ? Prisma.sql`key = '', ` : Prisma.empty;
  return Prisma.sql`ORDER BY ${last}${Prisma.raw(column)} ${direction}, key ${direction}`; // one of a list
}

/** Exact, without trailing zeros. */
const asText = Prisma.raw(
  Object.entries(totalsFields)
    .map(([name, field]) => `${isCount(name) ? name : `trim_scale(${name})::text`} AS "${field}"`)
    .join(', '),
);

/** Precomputed totals answer requests for every trade, or for every one of a code. */
function keptSums(
  groupBy: TradeGroupBy,
  code: string = allCodes,
  { order, limit, offset }: { order: Prisma.Sql; limit: number; offset: number },
): Prisma.Sql {
  const ofCode = Prisma.sql`code = ${code}`;
  // Purchases and sales have totals of their own: those of the codes P and S.
  const ofMarket = code === allCodes ? Prisma.sql`code IN ('P', 'S')` : Prisma.sql`code IN ('P', 'S') AND ${ofCode}`;
  const total = Prisma.sql`total AS (SELECT * FROM
    (SELECT ${sumsOfKept} FROM ${currentTotals('month', ofCode)} m) k,
    (SELECT ${marketOfTotals} FROM ${currentTotals('month', ofMarket)} m) o)`;
  const page = Prisma.sql`${order} LIMIT ${limit + 1} OFFSET ${offset}`;
  if (groupBy !== 'code') {
    const first = Prisma.sql`${order} LIMIT ${offset + limit + 1}`;
    const ofKey = Prisma.sql`key = g.key`;
    return Prisma.sql`${total},
      groups AS MATERIALIZED (SELECT * FROM ${currentTotals(groupBy, ofCode, first)} g ${page}),
      page AS (SELECT g.*, m.* FROM groups g CROSS JOIN LATERAL (
        SELECT ${marketOfTotals} FROM ${currentTotals(groupBy, ofMarket, Prisma.empty, ofKey)} m) m)`;
  }
  const codes = code === allCodes ? Prisma.sql`code <> ${allCodes}` : ofCode;
  return Prisma.sql`${total}, page AS (
    SELECT * FROM (
      SELECT code AS key, ${sumsOfKept}, ${marketOfTotals} FROM ${currentTotals('month', codes)} m GROUP BY code) g
    ${page})`;
}

/** The trades to sum, and how often one counts that several filers report. */
interface Summed {
  readonly where: Prisma.Sql;
  readonly count: 'once' | 'filed';
  /** The filter may leave any of the reports of a trade, and not the first. */
  readonly isByOwner: boolean;
  /** The page of the groups, as a part of the statement. */
  readonly page: Prisma.Sql;
}

/** Everything else is summed from the trades: a millisecond for each few hundred of them. */
function tradeSums(groupBy: TradeGroupBy, { where, count, isByOwner, page }: Summed): Prisma.Sql {
  const isOnce = count === 'once';
  if (groupBy !== 'insider' && !(isOnce && isByOwner)) {
    return Prisma.sql`groups AS (
        SELECT ${keys[groupBy]} AS key, ${sumsOfTrades} FROM counted_insider_trades t
        WHERE ${where} AND ${isOnce ? isFirstReport : Prisma.sql`true`} GROUP BY 1),
      total AS (SELECT ${sumsOfTotals} FROM groups), ${page}`;
  }
  const chosen = Prisma.sql`chosen AS MATERIALIZED (
      SELECT t.accession, t.table_name, t.line, t.issuer_cik, t.transaction_date, t.date_out_of_range, t.code,
        t.acquired_disposed, t.shares, t.value, t.same_trade_as, t.same_trade_line
      FROM counted_insider_trades t WHERE ${where}),
    counted AS (${isOnce ? firstOfChosen : Prisma.sql`SELECT * FROM chosen`}),
    total AS (SELECT ${sumsOfTrades} FROM counted t)`;
  if (groupBy !== 'insider')
    return Prisma.sql`${chosen}, groups AS (SELECT ${keys[groupBy]} AS key, ${sumsOfTrades} FROM counted t GROUP BY 1), ${page}`;
  // Each joint owner is credited with the whole trade, once, even one whom a filing names twice; the total counts
  // trades.
  return Prisma.sql`${chosen}, credited AS (
      SELECT o.owner_cik, t.* FROM (
        SELECT DISTINCT accession, owner_cik FROM filing_owners WHERE accession IN (SELECT accession FROM chosen)) o
      JOIN chosen t USING (accession)),
    groups AS (SELECT t.owner_cik AS key, ${sumsOfTrades} FROM (${isOnce ? firstOfCredited : everyCredited}) t GROUP BY 1), ${page}`;
}

/** Of the reports of one trade that were chosen the first: the one that counts everywhere, if it is among them. */
const firstOfChosen = Prisma.sql`
  SELECT * FROM chosen WHERE same_trade_as IS NULL
  UNION ALL (
    SELECT DISTINCT ON (t.same_trade_as, t.table_name, t.same_trade_line) t.* FROM chosen t
    WHERE t.same_trade_as IS NOT NULL AND NOT EXISTS (
      SELECT FROM chosen f WHERE (f.accession, f.table_name, f.line) = (t.same_trade_as, t.table_name, t.same_trade_line))
    ORDER BY t.same_trade_as, t.table_name, t.same_trade_line, t.accession)`;

const everyCredited = Prisma.sql`SELECT owner_cik, code, acquired_disposed, shares, value FROM credited`;
/** The same for each owner. */
const firstOfCredited = Prisma.sql`${everyCredited} WHERE same_trade_as IS NULL
  UNION ALL SELECT owner_cik, code, acquired_disposed, shares, value FROM (
    SELECT DISTINCT ON (t.owner_cik, t.same_trade_as, t.table_name, t.same_trade_line) t.* FROM credited t
    WHERE t.same_trade_as IS NOT NULL AND NOT EXISTS (
      SELECT FROM chosen f JOIN filing_owners o USING (accession) WHERE o.owner_cik = t.owner_cik
        AND (f.accession, f.table_name, f.line) = (t.same_trade_as, t.table_name, t.same_trade_line))
    ORDER BY t.owner_cik, t.same_trade_as, t.table_name, t.same_trade_line, t.accession) f`;

/** Groups to which each trade belongs once. */
const keys: Readonly<Record<Exclude<TradeGroupBy, 'insider'>, Prisma.Sql>> = {
  ticker: Prisma.sql`t.issuer_cik`,
  code: Prisma.sql`coalesce(t.code, '')`,
  month: monthOf,
};

const none = { name: Prisma.sql`NULL`, tickers: Prisma.sql`ARRAY[]::text[]` };
const namesOf: Readonly<Record<TradeGroupBy, { name: Prisma.Sql; tickers: Prisma.Sql }>> = {
  ticker: {
    name: Prisma.sql`(SELECT f.issuer_name FROM filings f WHERE f.issuer_cik = p.key ORDER BY f.filed_on DESC, f.accession DESC LIMIT 1)`,
    tickers: tickersOf(Prisma.sql`p.key`),
  },
  insider: { ...none, name: Prisma.sql`(SELECT i.name FROM insiders i WHERE i.cik = p.key)` },
  code: none,
  month: none,
};
