// Keeps how far the import of a bulk file has come, and names the companies that it is about.

import type { Cik, DatasetId } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** What has become of the entries of a bulk file. */
export interface BulkCounts {
  readonly stored: number;
  readonly unchanged: number;
  /** A later answer is stored: it stays. */
  readonly kept: number;
  readonly empty: number;
  /** Companies of no instrument. */
  readonly outside: number;
  readonly refused: number;
}

/** An entry that could not be read or stored. */
export interface RefusedEntry {
  readonly entry: string;
  readonly code: string;
  readonly message: string;
}

/** A bulk file, told from every other by its directory. */
export interface BulkFileIdentity {
  readonly dataset: DatasetId;
  readonly sha256: string;
}

/** How far the import of a bulk file has come. */
export interface BulkImport {
  readonly position: number;
  readonly counts: BulkCounts;
  readonly refusals: readonly RefusedEntry[];
  readonly finishedAt: Date | null;
}

type BulkRow = Omit<BulkImport, 'counts'> & BulkCounts;

/** Every CIK under which the company of an instrument files, or has filed. */
export async function universeCiks(sql: Sql): Promise<ReadonlySet<Cik>> {
  const rows = await sql.$queryRaw<{ cik: Cik }[]>`SELECT DISTINCT cik FROM instrument_ciks`;
  return new Set(rows.map(({ cik }) => cik));
}

/** Begins the import of a bulk file, or takes it up where it was left; `again`: from its beginning. */
export async function beginBulkImport(
  tx: Sql,
  { dataset, sha256 }: BulkFileIdentity,
  about: { readonly name: string; readonly size: number; readonly entries: number; readonly again: boolean },
): Promise<BulkImport> {
  const { name, size, entries, again } = about;
  if (again) await tx.$executeRaw`DELETE FROM bulk_imports WHERE dataset = ${dataset} AND file_sha256 = ${sha256}`;
  const [row] = await tx.$queryRaw<BulkRow[]>`
    INSERT INTO bulk_imports (dataset, file_sha256, file_name, file_size, entries)
    VALUES (${dataset}, ${sha256}, ${name}, ${size}::bigint, ${entries}::int)
    ON CONFLICT (dataset, file_sha256) DO UPDATE SET file_name = EXCLUDED.file_name
    RETURNING position, stored, unchanged, kept, empty, outside, refused, refusals, finished_at AS "finishedAt"`;
  if (!row) throw new Error('the import of a bulk file was not recorded');
  const { position, refusals, finishedAt, ...counts } = row;
  return { position, counts, refusals, finishedAt };
}

/**
 * Moves the position of an import, with what has become of its entries so far. False: another process has moved it, and
 * nothing of what the transaction did may count.
 */
export async function moveBulkImport(
  tx: Sql,
  { dataset, sha256 }: BulkFileIdentity,
  move: { readonly from: number } & Pick<BulkImport, 'position' | 'counts' | 'refusals'> & { readonly isLast: boolean },
): Promise<boolean> {
  const { from, position, counts, refusals, isLast } = move;
  const { stored, unchanged, kept, empty, outside, refused } = counts;
  const moved = await tx.$executeRaw`
    UPDATE bulk_imports SET position = ${position}::int, stored = ${stored}::int, unchanged = ${unchanged}::int, kept = ${kept}::int,
      empty = ${empty}::int, outside = ${outside}::int, refused = ${refused}::int, refusals = ${JSON.stringify(refusals)}::jsonb,
      moved_at = now(), finished_at = CASE WHEN ${isLast} THEN now() END
    WHERE dataset = ${dataset} AND file_sha256 = ${sha256} AND position = ${from}::int`;
  return moved > 0;
}
