import type { Cik, Day, ListingFindingKind } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import type { ListedInstrument } from './find-tickers.ts';

/** The CIKs under which the company of an instrument files or has filed, the current one first. */
export async function ciksOf(db: Database, instrumentId: bigint): Promise<Cik[]> {
  const rows = await db.$queryRaw<{ cik: Cik }[]>`
    SELECT cik FROM instrument_ciks WHERE instrument_id = ${instrumentId}
    GROUP BY cik ORDER BY bool_or(valid_to IS NULL) DESC, max(valid_to) DESC, cik`;
  return rows.map(({ cik }) => cik);
}

/** The CIKs under which the companies of some instruments file or have filed, each once. */
export async function ciksOfAll(db: Database, instrumentIds: readonly bigint[]): Promise<Cik[]> {
  const rows = await db.$queryRaw<{ cik: Cik }[]>`
    SELECT DISTINCT cik FROM instrument_ciks WHERE instrument_id = ANY(${[...instrumentIds]}::bigint[]) ORDER BY cik`;
  return rows.map(({ cik }) => cik);
}

/** What a list of companies said otherwise than before, or what of it could not be taken. */
export interface KeptListingFinding {
  readonly id: bigint;
  readonly what: ListingFindingKind;
  readonly source: string;
  readonly symbol: string | null;
  readonly detail: Record<string, unknown>;
  readonly times: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** When somebody marked it as seen, and who; null: it is open. */
  readonly seenAt: Date | null;
  readonly seenBy: string | null;
}

const findingColumns = Prisma.sql`id, what, source, symbol, detail, times, first_seen AS "firstSeen", last_seen AS "lastSeen",
  seen_at AS "seenAt", seen_by AS "seenBy"`;

/** What an instrument is, and under which symbols and CIKs it was known when. */
export interface InstrumentIdentity extends ListedInstrument {
  readonly symbols: { symbol: string; mic: string; from: Day; to: Day | null }[];
  readonly ciks: { cik: Cik; from: Day; to: Day | null }[];
  readonly findings: KeptListingFinding[];
  /** The watchlists that it is on, by name. */
  readonly watchlists: string[];
}

/** A page of what lists said otherwise than before, the latest first. */
export function listingFindings(
  db: Database,
  {
    what,
    instrumentId,
    open = false,
  }: { what?: ListingFindingKind | undefined; instrumentId?: bigint; open?: boolean },
  { limit, offset }: { limit: number; offset: number },
): Promise<KeptListingFinding[]> {
  const conditions = [Prisma.sql`true`];
  if (what !== undefined) conditions.push(Prisma.sql`what = ${what}`);
  if (instrumentId !== undefined) conditions.push(Prisma.sql`instrument_id = ${instrumentId}`);
  if (open) conditions.push(Prisma.sql`seen_at IS NULL`);
  return db.$queryRaw<KeptListingFinding[]>`
    SELECT ${findingColumns} FROM listing_findings
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY last_seen DESC, id DESC LIMIT ${limit} OFFSET ${offset}`;
}

/** Marks a finding as seen; one that is seen already stays so. Null: there is none. */
export async function markFindingSeen(
  db: Database,
  id: bigint,
  { by, now }: { by: string; now: Date },
): Promise<KeptListingFinding | null> {
  const [row] = await db.$queryRaw<KeptListingFinding[]>`
    UPDATE listing_findings SET seen_by = CASE WHEN seen_at IS NULL THEN ${by} ELSE seen_by END,
      seen_at = coalesce(seen_at, ${now}::timestamptz)
    WHERE id = ${id} RETURNING ${findingColumns}`;
  return row ?? null;
}

/** How many findings nobody has marked as seen. */
export async function countOpenFindings(sql: Sql): Promise<number> {
  const [row] = await sql.$queryRaw<
    { n: number }[]
  >`SELECT count(*)::int AS n FROM listing_findings WHERE seen_at IS NULL`;
  return row?.n ?? 0;
}

const findingsShown = 100;

/** What an instrument is, and was called. */
export async function identityOf(db: Database, listed: ListedInstrument): Promise<InstrumentIdentity> {
  const { instrumentId } = listed;
  const [symbols, ciks, findings, lists] = await Promise.all([
    db.$queryRaw<InstrumentIdentity['symbols']>`
      SELECT symbol, mic, valid_from::text AS "from", valid_to::text AS "to" FROM symbols
      WHERE instrument_id = ${instrumentId} ORDER BY valid_from DESC, valid_to DESC NULLS FIRST, symbol`,
    db.$queryRaw<InstrumentIdentity['ciks']>`
      SELECT cik, valid_from::text AS "from", valid_to::text AS "to" FROM instrument_ciks
      WHERE instrument_id = ${instrumentId} ORDER BY valid_from DESC, valid_to DESC NULLS FIRST, cik`,
    listingFindings(db, { instrumentId }, { limit: findingsShown, offset: 0 }),
    db.$queryRaw<{ name: string }[]>`
      SELECT w.name FROM watchlists w JOIN watchlist_items i ON i.watchlist_id = w.id
      WHERE i.instrument_id = ${instrumentId} ORDER BY 1`,
  ]);
  return { ...listed, symbols, ciks, findings, watchlists: lists.map(({ name: list }) => list) };
}
