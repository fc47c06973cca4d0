// Keeps materialised totals of trades and recounts stale ones, for statistics.

import type { Decimal } from '@tickermill/core';
import { Prisma, type Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import { knownDate } from './filter.ts';

/** What totals are kept of. Those of a code are sums over months. */
export type TotalsKind = 'ticker' | 'insider' | 'month';

/** The code under which the totals of all codes are kept; the empty one is that of trades that name none. */
export const allCodes = '(all)';

/** The columns of kept totals; acquired is bought in them, and disposed of is sold. */
const keptColumns = [
  'trades',
  'trades_bought',
  'trades_sold',
  'trades_without_value',
  'shares_bought',
  'shares_sold',
  'shares_net',
  'value_bought',
  'value_sold',
  'value_net',
] as const;

/** The sums of trades by the column that has them. */
export const totalsFields = {
  trades: 'trades',
  trades_bought: 'tradesAcquired',
  trades_sold: 'tradesDisposed',
  trades_without_value: 'tradesWithoutValue',
  shares_bought: 'sharesAcquired',
  shares_sold: 'sharesDisposed',
  shares_net: 'sharesNet',
  value_bought: 'valueAcquired',
  value_sold: 'valueDisposed',
  value_net: 'valueNet',
  purchases: 'purchases',
  purchase_shares: 'purchaseShares',
  purchase_value: 'purchaseValue',
  sales: 'sales',
  sale_shares: 'saleShares',
  sale_value: 'saleValue',
} as const;
type TotalsField = (typeof totalsFields)[keyof typeof totalsFields];
type CountField = 'trades' | 'tradesAcquired' | 'tradesDisposed' | 'tradesWithoutValue' | 'purchases' | 'sales';

/**
 * The sums of trades: counts, and exact sums as text. Acquired and disposed are trades of every code; purchases and sales
 * those of the codes P and S.
 */
export type TradeTotals = { readonly [F in TotalsField]: F extends CountField ? number : Decimal };

/** Whether a column counts trades. */
export const isCount = (column: string): boolean => column.startsWith('trades') || /^(?:purchases|sales)$/.test(column);

const listed = Prisma.raw(keptColumns.join(', '));

/** The totals of trades `t`, as they are kept. */
const keptSumsOfTrades = Prisma.sql`
  count(*)::int AS trades,
  count(*) FILTER (WHERE t.acquired_disposed = 'A')::int AS trades_bought,
  count(*) FILTER (WHERE t.acquired_disposed = 'D')::int AS trades_sold,
  count(*) FILTER (WHERE t.value IS NULL)::int AS trades_without_value,
  coalesce(sum(t.shares) FILTER (WHERE t.acquired_disposed = 'A'), 0) AS shares_bought,
  coalesce(sum(t.shares) FILTER (WHERE t.acquired_disposed = 'D'), 0) AS shares_sold,
  coalesce(sum(CASE t.acquired_disposed WHEN 'A' THEN t.shares WHEN 'D' THEN -t.shares END), 0) AS shares_net,
  coalesce(sum(t.value) FILTER (WHERE t.acquired_disposed = 'A'), 0) AS value_bought,
  coalesce(sum(t.value) FILTER (WHERE t.acquired_disposed = 'D'), 0) AS value_sold,
  coalesce(sum(CASE t.acquired_disposed WHEN 'A' THEN t.value WHEN 'D' THEN -t.value END), 0) AS value_net`;

/** The totals of trades `t`, as columns. */
export const sumsOfTrades = Prisma.sql`${keptSumsOfTrades},
  count(*) FILTER (WHERE t.code = 'P' AND t.acquired_disposed = 'A')::int AS purchases,
  coalesce(sum(t.shares) FILTER (WHERE t.code = 'P' AND t.acquired_disposed = 'A'), 0) AS purchase_shares,
  coalesce(sum(t.value) FILTER (WHERE t.code = 'P' AND t.acquired_disposed = 'A'), 0) AS purchase_value,
  count(*) FILTER (WHERE t.code = 'S' AND t.acquired_disposed = 'D')::int AS sales,
  coalesce(sum(t.shares) FILTER (WHERE t.code = 'S' AND t.acquired_disposed = 'D'), 0) AS sale_shares,
  coalesce(sum(t.value) FILTER (WHERE t.code = 'S' AND t.acquired_disposed = 'D'), 0) AS sale_value`;

/** Purchases and sales of kept totals of the codes P and S. */
export const marketOfTotals = Prisma.sql`
  coalesce(sum(trades_bought) FILTER (WHERE code = 'P'), 0)::int AS purchases,
  coalesce(sum(shares_bought) FILTER (WHERE code = 'P'), 0) AS purchase_shares,
  coalesce(sum(value_bought) FILTER (WHERE code = 'P'), 0) AS purchase_value,
  coalesce(sum(trades_sold) FILTER (WHERE code = 'S'), 0)::int AS sales,
  coalesce(sum(shares_sold) FILTER (WHERE code = 'S'), 0) AS sale_shares,
  coalesce(sum(value_sold) FILTER (WHERE code = 'S'), 0) AS sale_value`;

const sumsOf = (columns: readonly string[]) =>
  Prisma.raw(columns.map((name) => `coalesce(sum(${name}), 0)${isCount(name) ? '::int' : ''} AS ${name}`).join(', '));

/** The totals of kept totals. */
export const sumsOfKept = sumsOf(keptColumns);
/** The totals of totals. */
export const sumsOfTotals = sumsOf(Object.keys(totalsFields));

/** The month of a trade `t`, as a key; empty where its date is not given or cannot be. */
export const monthOf = Prisma.sql`coalesce(to_char(CASE WHEN NOT t.date_out_of_range THEN t.transaction_date END, 'YYYY-MM'), '')`;

/** Which trades `t` a key of `s` is about: each found by an index, none counted twice. */
const tradesOfKey: Readonly<Record<TotalsKind, Prisma.Sql>> = {
  ticker: Prisma.sql`t.issuer_cik = s.key`,
  insider: Prisma.sql`t.accession = ANY(ARRAY(SELECT o.accession FROM filing_owners o WHERE o.owner_cik = s.key))`,
  month: Prisma.sql`${knownDate}
    BETWEEN CASE s.key WHEN '' THEN '-infinity'::date ELSE (nullif(s.key, '') || '-01')::date END
    AND CASE s.key WHEN '' THEN '-infinity'::date ELSE ((nullif(s.key, '') || '-01')::date + interval '1 month - 1 day')::date END`,
};

/** Totals are kept of shares; derivatives are summed when they are asked for. */
const ofShares = Prisma.sql`t.table_name = 'non-derivative'`;

/** Totals that an older build has counted: over both tables, or as filed. */
const outdated = Prisma.sql`SELECT kind, key FROM insider_trade_totals WHERE counts <> 'once'`;

/** Of several reports of one trade `t` the one that counts. */
export const isFirstReport = Prisma.sql`t.same_trade_as IS NULL`;

/** The same for one owner, who is credited with what any of their filings reports. */
const isFirstReportOf = (owner: Prisma.Sql) => Prisma.sql`(${isFirstReport} OR NOT EXISTS (
  SELECT FROM insider_trades e JOIN filing_owners eo USING (accession)
  WHERE eo.owner_cik = ${owner} AND e.table_name = t.table_name AND (
    e.accession = t.same_trade_as AND e.line = t.same_trade_line
    OR e.same_trade_as = t.same_trade_as AND e.same_trade_line = t.same_trade_line AND e.accession < t.accession)))`;

const isCounted: Readonly<Record<TotalsKind, Prisma.Sql>> = {
  ticker: isFirstReport,
  insider: isFirstReportOf(Prisma.sql`s.key`),
  month: isFirstReport,
};

const codeOfGroup = Prisma.sql`CASE WHEN grouping(t.code) = 1 THEN ${allCodes} ELSE coalesce(t.code, '') END`;

/** The totals of keys as the trades have them now, by code and over all codes. `keys` is a relation with a column `key`. */
const countedAnew = (kind: TotalsKind, keys: Prisma.Sql) => Prisma.sql`
  SELECT s.key, c.* FROM ${keys} s CROSS JOIN LATERAL (
    SELECT ${codeOfGroup} AS code, ${keptSumsOfTrades}
    FROM counted_insider_trades t WHERE ${ofShares} AND ${tradesOfKey[kind]} AND ${isCounted[kind]} GROUP BY GROUPING SETS ((), (t.code))) c
  WHERE c.trades > 0`;

/** The same for many keys, in one pass over the trades instead of one for each key. */
const countedInOnePass = (kind: TotalsKind, keys: readonly string[]) => {
  const wanted = Prisma.sql`= ANY(${[...keys]}::text[])`;
  const { key, from } = {
    ticker: {
      key: Prisma.sql`t.issuer_cik`,
      from: Prisma.sql`counted_insider_trades t WHERE ${ofShares} AND ${isFirstReport} AND t.issuer_cik ${wanted}`,
    },
    insider: {
      key: Prisma.sql`o.owner_cik`,
      from: Prisma.sql`(SELECT DISTINCT accession, owner_cik FROM filing_owners WHERE owner_cik ${wanted}) o
        JOIN counted_insider_trades t USING (accession)
        WHERE ${ofShares} AND ${isFirstReportOf(Prisma.sql`o.owner_cik`)}`,
    },
    month: {
      key: monthOf,
      from: Prisma.sql`counted_insider_trades t WHERE ${ofShares} AND ${isFirstReport} AND ${monthOf} ${wanted}`,
    },
  }[kind];
  return Prisma.sql`SELECT ${key} AS key, ${codeOfGroup} AS code, ${keptSumsOfTrades} FROM ${from}
    GROUP BY GROUPING SETS ((1), (1, t.code))`;
};

/**
 * The current totals of a kind: precomputed ones, and sums of trades in place of stale ones. `first` (an order and a
 * limit) skips those that come too late to matter; `ofKey` (a condition on `key`) leaves some alone.
 */
export const currentTotals = (
  kind: TotalsKind,
  code: Prisma.Sql,
  first = Prisma.empty,
  ofKey = Prisma.sql`true`,
): Prisma.Sql => Prisma.sql`(
  (SELECT key, code, ${listed} FROM insider_trade_totals
  WHERE kind = ${kind} AND counts = 'once' AND ${code} AND ${ofKey}
    AND key NOT IN (SELECT key FROM stale_trade_totals WHERE kind = ${kind} AND ${ofKey}) ${first})
  UNION ALL
  SELECT key, code, ${listed} FROM (${countedAnew(
    kind,
    Prisma.sql`(
    SELECT key FROM stale_trade_totals WHERE kind = ${kind} AND ${ofKey}
    UNION SELECT key FROM (${outdated}) o WHERE kind = ${kind} AND ${ofKey})`,
  )}) anew WHERE ${code})`;

const kinds: readonly TotalsKind[] = ['ticker', 'insider', 'month'];
/** So many marks are taken in one transaction. */
const batchSize = 50_000;
/**
 * From so many keys on, one pass over all trades is cheaper than an index look-up for each; a month is a sixtieth of
 * them.
 */
const manyKeys: Readonly<Record<TotalsKind, number>> = { ticker: 500, insider: 2_000, month: 6 };

/** How many marks there are, up to a number. */
export async function staleTotals({ sql }: Pick<Store, 'sql'>, upTo: number): Promise<number> {
  const [row] = await sql.$queryRaw<{ marks: bigint }[]>`
    SELECT count(*) AS marks FROM (SELECT kind, key FROM stale_trade_totals UNION ALL ${outdated} LIMIT ${upTo}) m`;
  return Number(row?.marks ?? 0);
}

/**
 * Counts stale totals anew, until there are none or another process is at it. Statistics are right without it: they only
 * take longer. Returns how many it counted.
 */
export async function countTotals(store: Store): Promise<number> {
  let counted = 0;
  for (;;) {
    const keys = await store.sqlTransaction(countBatch);
    if (keys === null || keys === 0) return counted;
    counted += keys;
  }
}

/** Null: another process is at it. */
async function countBatch(tx: Sql): Promise<number | null> {
  // In a statement of its own: the next ones see all that the process before has committed, and none is overwritten by older sums.
  const [lock] = await tx.$queryRaw<{ mine: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtext('insider_trade_totals')) AS mine`;
  if (!lock?.mine) return null;
  await tx.$executeRaw`SET LOCAL work_mem = '64MB'`; // a hundred thousand insiders are grouped without going to the disk
  await tx.$executeRaw`INSERT INTO stale_trade_totals (kind, key) SELECT DISTINCT kind, key FROM (${outdated}) o`;
  await tx.$executeRaw`DELETE FROM insider_trade_totals WHERE counts <> 'once'`;
  // With every other mark of the same keys: what is counted from here on sees what those were made for as well.
  const taken = await tx.$queryRaw<{ kind: TotalsKind; key: string }[]>`
    DELETE FROM stale_trade_totals WHERE (kind, key) IN (SELECT kind, key FROM stale_trade_totals ORDER BY id LIMIT ${batchSize})
    RETURNING kind, key`;
  let counted = 0;
  for (const kind of kinds) {
    const keys = [...new Set(taken.filter((mark) => mark.kind === kind).map(({ key }) => key))];
    if (keys.length === 0) continue;
    counted += keys.length;
    await tx.$executeRaw`DELETE FROM insider_trade_totals WHERE kind = ${kind} AND key = ANY(${keys}::text[])`;
    const anew =
      keys.length < manyKeys[kind]
        ? countedAnew(kind, Prisma.sql`(SELECT unnest(${keys}::text[]) AS key)`)
        : countedInOnePass(kind, keys);
    await tx.$executeRaw`
      INSERT INTO insider_trade_totals (kind, key, code, counts, ${listed}) SELECT ${kind}, key, code, 'once', ${listed} FROM (${anew}) anew
      ORDER BY code, key`; // as the indexes have them: of half a million rows each page is written once
  }
  return counted;
}
