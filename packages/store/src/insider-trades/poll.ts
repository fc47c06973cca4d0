// Reads trades in the order of commits, page by page, for whoever polls.

import { Prisma, type Store } from '../database.ts';
import { untilOnDisk } from '../on-disk.ts';
import type { Sql } from '../sql.ts';
import { isOneOf, type TradeFilter, whereOf } from './filter.ts';
import { type ListedTrade, tradeFields } from './list.ts';
import { atTransaction, beforeAll, behindFiling, type TradePosition } from './position.ts';

/** Trades behind a place, and where the next page begins. */
export interface PolledTrades {
  readonly items: ListedTrade[];
  readonly next: TradePosition;
  /** Whether there is more already: the page was full, or enough had been looked at. */
  readonly hasMore: boolean;
}

/** So many filings are looked at for a page: the answer comes in time, however little of them the filter leaves. */
const defaultScan = 20_000;

/** The filings of so few companies are found by company, whatever else was stored meanwhile. */
const fewIssuers = 20;

/** What is polled. */
interface PollOptions {
  /** Null: from the first filing that the filter leaves. */
  readonly after: TradePosition | null;
  readonly limit: number;
  readonly scan?: number;
}

/**
 * The trades behind a place, in the order in which their filings were stored or last changed: what a filing was before is
 * not kept. Only those of transactions below every open one: a transaction that is still to commit has a higher number
 * than all that were handed out. Null: the place is of another database, or of what a crash of Postgres has lost.
 */
export async function pollTrades(
  { sql, reads }: Pick<Store, 'sql' | 'reads'>,
  filter: TradeFilter,
  { after, limit, scan = defaultScan }: PollOptions,
): Promise<PolledTrades | null> {
  const [snapshot] = await sql.$queryRaw<{ oldest: bigint; next: bigint }[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next`;
  if (!snapshot) throw new Error('Postgres told no snapshot');
  if (after !== null && after.txid >= snapshot.next) return null;
  const { oldest: horizon } = snapshot;
  const start = after ?? (await firstPlace(reads, filter, horizon));
  const stretch: Stretch = { start, horizon, scan, issuers: fewOf(filter) };
  // Before the rows: a filing that changes in between leaves the stretch, and another would be the last that is looked at.
  const end = await endOf(reads, stretch);
  const rows = end ? await rowsOf(reads, stretch, { filter, end: end.place, limit: limit + 1 }) : [];
  const items = rows.slice(0, limit);
  const isFull = rows.length > limit;
  const last = items.at(-1);
  const next = isFull && last ? placeOf(last) : (end?.place ?? start);
  // What is on no disk yet could be lost, and its number used again, below the cursor of who was given it.
  if (after === null || next !== after) await untilOnDisk(sql);
  return { items: items.map(tradeOf), next, hasMore: isFull || (end?.isBound ?? false) };
}

/** Gives filings of another server, which this database was restored from, a place of this one. Returns how many. */
export const replaceForeignFilings = (sql: Sql): Promise<number> => sql.$executeRaw`
  UPDATE filings SET changed_txid = pg_current_xact_id()::text::bigint
  WHERE changed_txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint`;

/** Filings between a place and the oldest open transaction. */
interface Stretch {
  readonly start: TradePosition;
  readonly horizon: bigint;
  readonly scan: number;
  /** Few companies, if they are all that is asked for. */
  readonly issuers: readonly string[] | null;
}

interface PolledRow extends ListedTrade {
  readonly txid: bigint;
}
const placeOf = ({ txid, accession, table, line }: PolledRow): TradePosition => ({ txid, accession, table, line });
const tradeOf = ({ txid: _, ...trade }: PolledRow): ListedTrade => trade;

const fewOf = ({ issuers }: TradeFilter) => (issuers && issuers.length <= fewIssuers ? issuers : null);

/**
 * Where the first filing stands that the filter may leave; if it leaves none, behind all those below every open
 * transaction: what is still to commit comes before what others have committed meanwhile.
 */
async function firstPlace(sql: Sql, { filedFrom }: TradeFilter, horizon: bigint): Promise<TradePosition> {
  if (filedFrom === undefined) return beforeAll;
  // Materialised: Postgres would walk all filings in the order of their places, for the first that is late enough.
  const [row] = await sql.$queryRaw<{ first: bigint | null }[]>`
    WITH filed AS MATERIALIZED (SELECT changed_txid FROM filings WHERE filed_on >= ${filedFrom}::date)
    SELECT min(changed_txid) AS first FROM filed`;
  const first = row?.first ?? null;
  return first === null || first >= horizon ? behindFiling(horizon - 1n) : atTransaction(first);
}

/** The filings of a stretch in order: at most as many as are looked at. */
const scanned = ({ start, horizon, scan, issuers }: Stretch): Prisma.Sql => Prisma.sql`(
  SELECT f.changed_txid AS txid, f.accession, f.issuer_cik, f.filed_on FROM filings f
  WHERE (f.changed_txid, f.accession) >= (${start.txid}, ${start.accession}) AND f.changed_txid < ${horizon}
    AND ${issuers ? isOneOf(Prisma.sql`f.issuer_cik`, issuers) : Prisma.sql`true`}
  ORDER BY f.changed_txid, f.accession LIMIT ${scan})`;

async function rowsOf(
  sql: Sql,
  stretch: Stretch,
  { filter, end, limit }: { filter: TradeFilter; end: TradePosition; limit: number },
): Promise<PolledRow[]> {
  const { txid, accession, table, line } = stretch.start;
  const { issuers, filedFrom, filedTo, ...others } = filter;
  // Filings that the filter leaves out are left out before their trades are looked up.
  const where = Prisma.join(
    [
      await whereOf(sql, others),
      issuers ? isOneOf(Prisma.sql`s.issuer_cik`, issuers) : Prisma.sql`true`,
      filedFrom === undefined ? Prisma.sql`true` : Prisma.sql`s.filed_on >= ${filedFrom}::date`,
      filedTo === undefined ? Prisma.sql`true` : Prisma.sql`s.filed_on <= ${filedTo}::date`,
    ],
    ' AND ',
  );
  return sql.$queryRaw<PolledRow[]>`
    SELECT ${tradeFields}, k.txid FROM (
      SELECT s.txid, t.accession, t.table_name, t.line FROM ${scanned(stretch)} s JOIN insider_trades t ON t.accession = s.accession
      WHERE (s.txid, t.accession, t.table_name, t.line) > (${txid}, ${accession}, ${table}, ${line})
        AND (s.txid, s.accession) <= (${end.txid}, ${end.accession}) AND ${where}
      ORDER BY s.txid, t.accession, t.table_name, t.line LIMIT ${limit}) k
    JOIN insider_trades t USING (accession, table_name, line) JOIN filings f USING (accession)
    ORDER BY k.txid, t.accession, t.table_name, t.line`;
}

/** The last filing of a stretch, if it has any, and whether others may follow it. */
async function endOf(sql: Sql, stretch: Stretch): Promise<{ place: TradePosition; isBound: boolean } | null> {
  const [row] = await sql.$queryRaw<{ txid: bigint; accession: string; filings: number }[]>`
    SELECT txid, accession, (count(*) OVER ())::int AS filings FROM ${scanned(stretch)} s
    ORDER BY txid DESC, accession DESC LIMIT 1`;
  if (!row) return null;
  const { start, scan } = stretch;
  const place = behindFiling(row.txid, row.accession);
  const isSame = row.txid === start.txid && row.accession === start.accession && start.line === place.line;
  return { place: isSame ? start : place, isBound: row.filings === scan };
}
