// What is stored of archived instruments: read as a whole to be exported, then removed where nothing needs it any more.

import type { Day } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { lockUniverse } from './lock-universe.ts';

/** What a column holds; every value is exact text. */
type ExportedType = 'date' | 'decimal' | 'bigint' | 'text' | 'boolean' | 'instant';

/** Everything that a table holds of one instrument. */
export interface ExportedTable {
  readonly name: string;
  /** Every column of the table, but the instrument. */
  readonly columns: Columns;
  readonly rows: readonly Readonly<Record<string, string | null>>[];
}

type Columns = Readonly<Record<string, ExportedType>>;

/** Columns by their types, the names of each in one text. */
const columnsOf = (byType: Readonly<Partial<Record<ExportedType, string>>>): Columns =>
  Object.fromEntries(
    Object.entries(byType).flatMap(([type, names]) => names.split(' ').map((name) => [name, type as ExportedType])),
  );

interface TableToExport {
  readonly name: string;
  readonly columns: Columns;
  of(id: bigint): Prisma.Sql;
}

/** The tables that are exported. Instants of more than milliseconds, and decimals of more than six digits, are text. */
const tables: readonly TableToExport[] = [
  {
    name: 'instruments',
    columns: columnsOf({
      bigint: 'id',
      text: 'kind name cik isin currency sector industry status listing_source first_seen last_seen',
      date: 'delisted_on',
    }),
    of: (id) => Prisma.sql`instruments t WHERE id = ${id}`,
  },
  {
    name: 'symbols',
    columns: columnsOf({ text: 'symbol mic', date: 'valid_from valid_to' }),
    of: (id) => Prisma.sql`symbols t WHERE instrument_id = ${id} ORDER BY valid_from, symbol`,
  },
  {
    name: 'instrument_ciks',
    columns: columnsOf({ text: 'cik', date: 'valid_from valid_to' }),
    of: (id) => Prisma.sql`instrument_ciks t WHERE instrument_id = ${id} ORDER BY valid_from, cik`,
  },
  {
    name: 'instrument_listings',
    columns: columnsOf({
      text: 'listing mic symbol exchange_symbol name kind currency isin cik status_flags',
      date: 'first_seen last_seen missing_since',
    }),
    of: (id) => Prisma.sql`instrument_listings t WHERE instrument_id = ${id} ORDER BY listing`,
  },
  {
    name: 'instrument_events',
    columns: columnsOf({
      bigint: 'id former_id',
      text: 'at what listing mic symbol detail confirmed_by resolution resolved_at',
      date: 'day',
    }),
    of: (id) => Prisma.sql`instrument_events t WHERE instrument_id = ${id} ORDER BY id`,
  },
  {
    name: 'daily_prices',
    columns: columnsOf({
      date: 'date',
      decimal: 'open high low close adj_close',
      bigint: 'volume',
      text: 'currency provider',
      boolean: 'final',
      instant: 'known_from checked_at',
    }),
    of: (id) => Prisma.sql`daily_prices t WHERE instrument_id = ${id} ORDER BY date`,
  },
  {
    name: 'price_revisions',
    columns: columnsOf({
      date: 'date',
      decimal: 'open high low close adj_close',
      bigint: 'volume',
      text: 'currency provider cause',
      instant: 'known_from known_to',
    }),
    of: (id) => Prisma.sql`price_revisions t WHERE instrument_id = ${id} ORDER BY date, known_from`,
  },
  {
    name: 'adjustments',
    columns: columnsOf({
      instant: 'known_from',
      text: 'kind factor',
      date: 'before',
      bigint: 'price_hint',
      boolean: 'scales_volume',
    }),
    of: (id) => Prisma.sql`adjustments t WHERE instrument_id = ${id} ORDER BY known_from, kind`,
  },
  {
    name: 'corporate_actions',
    columns: columnsOf({ date: 'date', text: 'type ratio amount raw provider', instant: 'known_from known_to' }),
    of: (id) => Prisma.sql`corporate_actions t WHERE instrument_id = ${id} ORDER BY date, type, known_from`,
  },
  {
    name: 'coverage',
    columns: columnsOf({
      text: 'dataset covered absent stopgap provisional late denied market_days basis currency provider checked',
      date: 'first_day raw_on',
      instant: 'mistrusted_at audited_at checked_at written_at',
    }),
    of: (id) => Prisma.sql`coverage t WHERE instrument_id = ${id} ORDER BY dataset`,
  },
];

/** Everything that is stored of an instrument, apart from filings, which are of its company. */
export async function exportedTables(sql: Sql, id: bigint): Promise<ExportedTable[]> {
  const read: ExportedTable[] = [];
  for (const { name, columns, of } of tables) {
    // As text, key by key: a number of JSON would be read as a float.
    const rows = await sql.$queryRaw<{ row: Record<string, string | null> }[]>`
      SELECT (SELECT jsonb_object_agg(key, value) FROM jsonb_each_text(to_jsonb(t) - 'instrument_id')) AS row
      FROM ${of(id)}`;
    read.push({ name, columns, rows: rows.map(({ row }) => row) });
  }
  return read;
}

/** Instruments that were archived in an earlier year than that of the day: each is exported once, in a year's first days. */
export async function instrumentsToExport(
  sql: Sql,
  day: Day,
  limit: number,
): Promise<{ id: bigint; symbol: string | null }[]> {
  return sql.$queryRaw<{ id: bigint; symbol: string | null }[]>`
    SELECT i.id, (
      SELECT s.symbol FROM symbols s WHERE s.instrument_id = i.id ORDER BY s.valid_to DESC, s.valid_from DESC LIMIT 1) AS symbol
    FROM instruments i WHERE i.status = 'archived' AND (
      SELECT max(e.day) FROM instrument_events e WHERE e.instrument_id = i.id AND e.what = 'archived'
    ) < date_trunc('year', ${day}::date)
    ORDER BY i.id LIMIT ${limit}`;
}

/**
 * Removes what lists said of an instrument, if `isSame` says that what is stored of it now is what was
 * exported. Its identity, prices, coverage and events stay. False: it is not archived any more, or has changed.
 */
export async function removeExported(
  tx: Sql,
  id: bigint,
  {
    day,
    evidence,
    isSame,
  }: { day: Day; evidence: Readonly<Record<string, unknown>>; isSame: (tables: readonly ExportedTable[]) => boolean },
): Promise<boolean> {
  // A listing that is being stored may list it again.
  await lockUniverse(tx);
  const [archived] = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM instruments WHERE id = ${id} AND status = 'archived' FOR UPDATE`;
  if (!archived || !isSame(await exportedTables(tx, id))) return false;
  await tx.$executeRaw`
    WITH listing AS (DELETE FROM instrument_listings WHERE instrument_id = ${id}),
      instrument AS (UPDATE instruments SET status = 'exported' WHERE id = ${id})
    INSERT INTO instrument_events (instrument_id, day, what, detail)
    VALUES (${id}, ${day}::date, 'exported', ${JSON.stringify(evidence)}::jsonb)`;
  return true;
}
