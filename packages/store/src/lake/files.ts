// Which files a lake should have, which of them are out of date, and what became of each.

import type { Day, LakeDataset } from '@tickermill/core';
import { Prisma } from '../database.ts';
import { untilOnDisk } from '../on-disk.ts';
import type { Sql } from '../sql.ts';

/** A file of a lake: a subject and a year of a dataset, under the symbol of its folder. */
export interface LakePartition {
  readonly dataset: LakeDataset;
  /** The id of the instrument, or the CIK of the company; empty for a file of all. */
  readonly subject: string;
  readonly symbol: string;
  /** Counts those that share the symbol. */
  readonly part: number;
  readonly year: number;
}

/** A file as it was written; without rows there is none. */
export interface WrittenFile extends LakePartition {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly firstDay: Day | null;
  readonly lastDay: Day | null;
}

/** The last symbol of every instrument that has one. */
const named = Prisma.sql`
  SELECT DISTINCT ON (instrument_id) instrument_id, symbol, valid_to FROM symbols
  ORDER BY instrument_id, valid_to DESC NULLS FIRST, valid_from DESC, symbol`;

/** Numbers those that share a symbol: who carries it now comes first. */
const numbered = (order: Prisma.Sql) =>
  Prisma.sql`(row_number() OVER (PARTITION BY symbol ORDER BY ${order}) - 1)::int AS part`;

const instruments = Prisma.sql`
  SELECT instrument_id::text AS subject, symbol, ${numbered(Prisma.sql`valid_to DESC NULLS FIRST, instrument_id`)} FROM (${named}) n`;

/** Companies under a symbol of theirs, or else under their CIK. */
const companies = (ciks: Prisma.Sql) => Prisma.sql`
  SELECT cik AS subject, symbol, ${numbered(Prisma.sql`is_past, cik`)} FROM (
    SELECT w.cik, coalesce(c.symbol, 'CIK' || w.cik) AS symbol, coalesce(c.is_past, false) AS is_past FROM (${ciks}) w LEFT JOIN (
      SELECT DISTINCT ON (i.cik) i.cik, n.symbol, i.valid_to IS NOT NULL AS is_past
      FROM instrument_ciks i JOIN (${named}) n USING (instrument_id)
      ORDER BY i.cik, i.valid_to DESC NULLS FIRST, i.instrument_id) c USING (cik)) k`;

const ofInstruments = (dataset: LakeDataset) => Prisma.sql`
  SELECT i.subject, i.symbol, i.part, p.year, p.changed_txid
  FROM lake_partitions p JOIN (${instruments}) i USING (subject) WHERE p.dataset = ${dataset}`;

/** What a lake should have of each dataset, and when it last changed. */
const wanted: Readonly<Record<LakeDataset, Prisma.Sql>> = {
  prices: ofInstruments('prices'),
  'prices-by-year': Prisma.sql`
    SELECT '' AS subject, '' AS symbol, 0 AS part, year, max(changed_txid) AS changed_txid
    FROM lake_partitions WHERE dataset = 'prices' GROUP BY year`,
  'insider-trades': Prisma.sql`
    SELECT c.subject, c.symbol, c.part, f.year, f.changed_txid FROM (
      SELECT issuer_cik, extract(year FROM filed_on)::int AS year, max(changed_txid) AS changed_txid FROM filings GROUP BY 1, 2) f
      JOIN (${companies(Prisma.sql`SELECT DISTINCT issuer_cik AS cik FROM filings`)}) c ON c.subject = f.issuer_cik`,
  fundamentals: Prisma.sql`
    SELECT c.subject, c.symbol, c.part, p.year, p.changed_txid
    FROM lake_partitions p JOIN (${companies(Prisma.sql`SELECT DISTINCT subject AS cik FROM lake_partitions WHERE dataset = 'fundamentals'`)}) c
      USING (subject) WHERE p.dataset = 'fundamentals'`,
  valuations: ofInstruments('valuations'),
};

/** Where the order of commits stands: all transactions below `horizon` have ended; none has begun from `next` on. */
export interface CommitOrder {
  readonly horizon: bigint;
  readonly next: bigint;
}

/** Where it stands now: what lies below the horizon is on the disk, so that none of its numbers is used again. */
export async function commitOrder(sql: Sql): Promise<CommitOrder> {
  const [row] = await sql.$queryRaw<CommitOrder[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon, pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next`;
  await untilOnDisk(sql);
  return row as CommitOrder;
}

/**
 * The partitions of a dataset whose file is missing or out of date, by subject and year. A change or a file with a number
 * of the future is of another server, from which this database was restored: it counts as out of date.
 */
export const duePartitions = (
  reads: Sql,
  target: string,
  dataset: LakeDataset,
  next: bigint,
): Promise<LakePartition[]> => reads.$queryRaw<LakePartition[]>`
  SELECT ${dataset} AS dataset, w.subject, w.symbol, w.part, w.year
  FROM (${wanted[dataset]}) w LEFT JOIN lake_files f
    ON f.target = ${target} AND f.dataset = ${dataset} AND f.symbol = w.symbol AND f.part = w.part AND f.year = w.year AND f.subject = w.subject
  WHERE f.path IS NULL OR w.changed_txid >= f.position OR w.changed_txid >= ${next} OR f.position > ${next}
  ORDER BY w.symbol, w.part, w.year`;

/** Files of a dataset that belong to nothing that is stored: of deleted instruments, or under a former symbol. */
export const staleFiles = (
  reads: Sql,
  target: string,
  dataset: LakeDataset,
): Promise<(LakePartition & { readonly path: string })[]> => reads.$queryRaw<(LakePartition & { path: string })[]>`
  SELECT f.dataset, f.subject, f.symbol, f.part, f.year, f.path
  FROM lake_files f LEFT JOIN (${wanted[dataset]}) w USING (subject, symbol, part, year)
  WHERE f.target = ${target} AND f.dataset = ${dataset} AND w.symbol IS NULL`;

/** Changes with numbers of the future are of another server: they get one of this, so that they count as exported once. */
export const replaceForeignChanges = (sql: Sql): Promise<number> => sql.$executeRaw`
  UPDATE lake_partitions SET changed_txid = pg_current_xact_id()::text::bigint
  WHERE changed_txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint`;

/** Writes down files that were written, with what they hold at least. */
export async function recordFiles(
  sql: Sql,
  target: string,
  { files, position }: { files: readonly WrittenFile[]; position: bigint },
): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO lake_files (target, dataset, symbol, part, year, subject, path, rows, bytes, sha256, first_day, last_day, position, written_at)
    SELECT ${target}, dataset, symbol, part, year, subject, path, rows, bytes, sha256, "firstDay", "lastDay", ${position}, clock_timestamp()
    FROM jsonb_to_recordset(${JSON.stringify(files)}::jsonb) AS f(dataset text, symbol text, part int, year int, subject text, path text,
      rows int, bytes bigint, sha256 text, "firstDay" date, "lastDay" date)
    ON CONFLICT (target, dataset, symbol, part, year) DO UPDATE SET subject = EXCLUDED.subject, path = EXCLUDED.path,
      rows = EXCLUDED.rows, bytes = EXCLUDED.bytes, sha256 = EXCLUDED.sha256, first_day = EXCLUDED.first_day,
      last_day = EXCLUDED.last_day, position = EXCLUDED.position, written_at = EXCLUDED.written_at`;
}

/** Forgets files of a lake: by their paths, or all. */
export const forgetFiles = (sql: Sql, target: string, paths: readonly string[] | null): Promise<number> =>
  paths === null
    ? sql.$executeRaw`DELETE FROM lake_files WHERE target = ${target}`
    : sql.$executeRaw`DELETE FROM lake_files WHERE target = ${target} AND path = ANY(${[...paths]}::text[])`;

/** A file of the catalogue. */
export interface CataloguedFile extends WrittenFile {
  readonly sha256: string;
  readonly position: bigint;
  readonly writtenAt: Date;
}

const filesAtOnce = 10_000;

/** The files of a lake in the order of their paths, batch by batch. */
export async function* cataloguedFiles(sql: Sql, target: string): AsyncGenerator<CataloguedFile[]> {
  for (let after = ''; ; ) {
    const files = await sql.$queryRaw<CataloguedFile[]>`
      SELECT dataset, subject, symbol, part, year, path, rows, bytes::float8 AS bytes, sha256, first_day::text AS "firstDay",
        last_day::text AS "lastDay", position, written_at AS "writtenAt"
      FROM lake_files WHERE target = ${target} AND rows > 0 AND path COLLATE "C" > ${after}
      ORDER BY path COLLATE "C" LIMIT ${filesAtOnce}`;
    if (files.length > 0) yield files;
    const last = files.at(-1);
    if (!last || files.length < filesAtOnce) return;
    after = last.path;
  }
}

/** What a lake has of a dataset. */
export interface LakeHolding {
  readonly dataset: LakeDataset;
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
  readonly symbols: number;
  readonly firstDay: Day | null;
  readonly lastDay: Day | null;
}

export const lakeHoldings = (reads: Sql, target: string): Promise<LakeHolding[]> => reads.$queryRaw<LakeHolding[]>`
  SELECT dataset, count(*)::int AS files, sum(rows)::float8 AS rows, sum(bytes)::float8 AS bytes, count(DISTINCT symbol)::int AS symbols,
    min(first_day)::text AS "firstDay", max(last_day)::text AS "lastDay"
  FROM lake_files WHERE target = ${target} AND rows > 0 GROUP BY dataset ORDER BY dataset`;

/** A file and its size. */
export interface FileSize {
  readonly path: string;
  readonly bytes: number;
}

/** The sizes of all files that a lake should have. */
export const lakeSizes = (reads: Sql, target: string): Promise<FileSize[]> => reads.$queryRaw<FileSize[]>`
  SELECT path, bytes::float8 AS bytes FROM lake_files WHERE target = ${target} AND rows > 0`;
