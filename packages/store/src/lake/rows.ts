// Reads what partitions hold, column by column: a row for each partition costs a fifth of a row for each row.

import { type FigureName, figureNames, type LakeDataset } from '@tickermill/core';
import { Prisma, type Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import type { LakePartition } from './files.ts';

/** Rows by column, each value as text: decimals in plain notation, days as `YYYY-MM-DD`, instants in ms since 1970. */
export type TextColumns = Readonly<Record<string, readonly (string | null)[]>>;

/** What a partition holds. */
export interface PartitionRows {
  readonly rows: number;
  readonly columns: TextColumns;
}

/** Between the values of a column, and in place of null: no text that is stored has either. */
const [separator, none] = ['\u001f', '\u001e'];

const joined = (value: string, order: Prisma.Sql, name: string) =>
  Prisma.sql`string_agg(coalesce(${Prisma.raw(value)}, ${none}), ${separator} ORDER BY ${order}) AS ${Prisma.raw(`"${name}"`)}`;

/** What a dataset has of a row, by the name of its column in files. */
const price = {
  instrument_id: 'b.instrument_id::text',
  date: 'b.date::text',
  open: 'b.open::text',
  high: 'b.high::text',
  low: 'b.low::text',
  close: 'b.close::text',
  adj_close: 'b.adj_close::text',
  volume: 'b.volume::text',
  currency: 'b.currency',
  provider: 'b.provider',
  final: 'b.final::text',
  source_ts: '(extract(epoch FROM b.known_from) * 1000)::bigint::text',
};

/** An amount as filed, to the twelfth decimal place; null where it has more than 26 digits before the point. */
const amount = (column: string) => `CASE WHEN abs(${column}) < 1e26 THEN round(${column}, 12)::text END`;

const trade = {
  accession: 't.accession',
  table: 't.table_name',
  line: 't.line::text',
  issuer_cik: 't.issuer_cik',
  issuer_name: 'f.issuer_name',
  form: 'f.form',
  security: 't.security',
  date: 't.transaction_date::text',
  code: 't.code',
  acquired_disposed: 't.acquired_disposed',
  shares: amount('t.shares'),
  price: amount('t.price'),
  value: amount('t.value'),
  shares_after: amount('t.shares_after'),
  ownership: 't.ownership',
  is_10b5_1: 'f.is_10b5_1::text',
  owner_ciks: `(SELECT string_agg(o.owner_cik, '; ' ORDER BY o.position) FROM filing_owners o WHERE o.accession = t.accession)`,
  owners: `(SELECT string_agg(o.name, '; ' ORDER BY o.position) FROM filing_owners o WHERE o.accession = t.accession)`,
  filed_on: 'f.filed_on::text',
  filed_at: '(extract(epoch FROM f.filed_at) * 1000)::bigint::text',
  superseded_by: 't.superseded_by',
  same_trade_as: 't.same_trade_as',
  counted: `(t.superseded_by IS NULL AND t.same_trade_as IS NULL AND (f.amendment IS NULL OR f.amendment = 'matched'))::text`,
  provider: `'sec-edgar'`,
  source_ts: '(extract(epoch FROM f.stored_at) * 1000)::bigint::text',
};

const fundamental = {
  cik: 'h.cik',
  period: 'h.period',
  start_date: 'h.start_date::text',
  end_date: 'h.end_date::text',
  fiscal_year: 'h.fiscal_year::text',
  currency: 'h.currency',
  ...(Object.fromEntries(figureNames.map((name) => [name, amount(`h.${name}`)])) as Record<FigureName, string>),
  provider: 'h.provider',
  source_ts: '(extract(epoch FROM h.fetched_at) * 1000)::bigint::text',
};

const valuation = {
  instrument_id: 'm.instrument_id::text',
  metric: 'm.metric',
  value: amount('m.value'),
  reason: 'm.reason',
  as_of: 'm.as_of::text',
  flags: `array_to_string(m.flags, ' ')`,
  provider: 'm.provider',
  source_ts: '(extract(epoch FROM m.fetched_at) * 1000)::bigint::text',
};

const columnsOf = (values: Readonly<Record<string, string>>, order: Prisma.Sql) =>
  Prisma.join(Object.entries(values).map(([name, value]) => joined(value, order, name)));

interface JoinedRow {
  readonly nth: number;
  readonly rows: number;
  readonly [column: string]: string | number | null;
}

/** The columns of a row of joined values. */
function splitColumns({ rows, nth: _, ...columns }: JoinedRow): PartitionRows {
  const split = Object.entries(columns).map(([name, text]) => [
    name,
    String(text)
      .split(separator)
      .map((value) => (value === none ? null : value)),
  ]);
  return { rows, columns: Object.fromEntries(split) };
}

const yearOf = Prisma.raw('make_date(w.year, 1, 1)');
const yearAfter = Prisma.raw('make_date(w.year + 1, 1, 1)');

/** The rows of the partitions that are wanted, as `w`: `nth`, `subject` and `year`. */
const rowsOfDataset: Readonly<Record<Exclude<LakeDataset, 'prices-by-year'>, (wanted: Prisma.Sql) => Prisma.Sql>> = {
  prices: (wanted) => Prisma.sql`
    SELECT w.nth, count(*)::int AS rows, ${columnsOf(price, Prisma.sql`b.date`)}
    FROM ${wanted} JOIN daily_prices b ON b.instrument_id = w.subject::bigint AND b.date >= ${yearOf} AND b.date < ${yearAfter}
    GROUP BY w.nth`,
  'insider-trades': (wanted) => Prisma.sql`
    SELECT w.nth, count(*)::int AS rows, ${columnsOf(trade, Prisma.sql`f.filed_on, t.accession, t.table_name, t.line`)}
    FROM ${wanted} JOIN filings f ON f.issuer_cik = w.subject AND f.filed_on >= ${yearOf} AND f.filed_on < ${yearAfter}
      JOIN insider_trades t ON t.accession = f.accession
    GROUP BY w.nth`,
  fundamentals: (wanted) => Prisma.sql`
    SELECT w.nth, count(*)::int AS rows, ${columnsOf(fundamental, Prisma.sql`h.end_date, h.period`)}
    FROM ${wanted} JOIN earnings_history h ON h.cik = w.subject AND h.end_date >= ${yearOf} AND h.end_date < ${yearAfter}
    GROUP BY w.nth`,
  valuations: (wanted) => Prisma.sql`
    SELECT w.nth, count(*)::int AS rows, ${columnsOf(valuation, Prisma.sql`m.metric`)}
    FROM ${wanted} JOIN stock_metrics m ON m.instrument_id = w.subject::bigint
      AND extract(year FROM coalesce(m.as_of, (m.fetched_at AT TIME ZONE 'UTC')::date))::int = w.year
    GROUP BY w.nth`,
};

/** What some partitions of a dataset hold, in their order; null: nothing. */
export async function partitionRows(
  reads: Sql,
  dataset: Exclude<LakeDataset, 'prices-by-year'>,
  partitions: readonly Pick<LakePartition, 'subject' | 'year'>[],
): Promise<(PartitionRows | null)[]> {
  const subjects = partitions.map(({ subject }) => subject);
  const years = partitions.map(({ year }) => year);
  const wanted = Prisma.sql`unnest(${subjects}::text[], ${years}::int[]) WITH ORDINALITY AS w(subject, year, nth)`;
  const rows = await reads.$queryRaw<JoinedRow[]>`
    SELECT nth::int, r.* FROM (${rowsOfDataset[dataset](wanted)}) r`;
  const byPlace = new Map(rows.map((row) => [Number(row.nth), splitColumns(row)]));
  return partitions.map((_, at) => byPlace.get(at + 1) ?? null);
}

/** Sessions that are read at once: of 6,000 symbols some 24,000 rows, a row group. */
const sessionsAtOnce = 4;

/**
 * Hands the bars of a year to `take`, by day and symbol, some sessions at a time. The bars of instruments that share a
 * symbol stand together.
 */
export const eachSessionOfYear = (
  { sqlTransaction }: Pick<Store, 'sqlTransaction'>,
  year: number,
  take: (rows: PartitionRows) => Promise<void>,
): Promise<void> =>
  sqlTransaction(async (tx) => {
    await tx.$executeRaw`
      DECLARE sessions NO SCROLL CURSOR FOR
      SELECT count(*)::int AS rows, ${joined('n.symbol', Prisma.sql`n.symbol, b.instrument_id`, 'symbol')},
        ${columnsOf(price, Prisma.sql`n.symbol, b.instrument_id`)}
      FROM daily_prices b JOIN (
        SELECT DISTINCT ON (instrument_id) instrument_id, symbol FROM symbols
        ORDER BY instrument_id, valid_to DESC NULLS FIRST, valid_from DESC, symbol) n USING (instrument_id)
      WHERE b.date >= make_date(${year}::int, 1, 1) AND b.date < make_date(${year}::int + 1, 1, 1)
      GROUP BY b.date ORDER BY b.date`;
    for (;;) {
      const rows = await tx.$queryRaw<object[]>`FETCH ${Prisma.raw(String(sessionsAtOnce))} FROM sessions`;
      if (rows.length === 0) return;
      await take(together((rows as JoinedRow[]).map(splitColumns)));
    }
  });

/** Rows of several answers as those of one. */
function together(parts: readonly PartitionRows[]): PartitionRows {
  const names = Object.keys(parts[0]?.columns ?? {});
  return {
    rows: parts.reduce((total, { rows }) => total + rows, 0),
    columns: Object.fromEntries(names.map((name) => [name, parts.flatMap(({ columns }) => columns[name] ?? [])])),
  };
}
