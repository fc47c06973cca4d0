// How large the tables are, and how fast they grow.

import { dayMs } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import { type TableFamily, tableRules } from './tables.ts';

/** The tables of a family together. */
export interface FamilySize {
  readonly family: TableFamily;
  /** On the disk, with indexes. */
  readonly bytes: number;
  /** As Postgres estimates them. */
  readonly rows: number;
  /** How much it has grown a day of late; null until it was measured on days that are far enough apart. */
  readonly bytesPerDay: number | null;
}

/** How large the database is, and how fast it grows. */
export interface StorageSizes {
  /** Of the whole database, with the queue if that is in it. */
  readonly bytes: number;
  readonly bytesPerDay: number | null;
  readonly families: readonly FamilySize[];
}

/** Growth is judged over so many days at most, and at least. */
const growthDays = { most: 30, least: 3 } as const;

interface FamilyTotals {
  readonly family: TableFamily;
  readonly bytes: number;
  readonly rows: number;
}

/** Sums the tables up by family, partitions with their table; a table of nobody's counts with the operations. */
async function totals(sql: Sql): Promise<FamilyTotals[]> {
  const rows = await sql.$queryRaw<{ table: string; bytes: number; rows: number }[]>`
    SELECT coalesce(p.relname, c.relname)::text AS table, sum(pg_total_relation_size(c.oid))::float8 AS bytes,
      sum(greatest(c.reltuples, 0))::float8 AS rows
    FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace GROUP BY 1`;
  const sums = new Map<TableFamily, { bytes: number; rows: number }>();
  for (const { table, bytes, rows: count } of rows) {
    const family = tableRules[table]?.family ?? 'operations';
    const sum = sums.get(family) ?? { bytes: 0, rows: 0 };
    sums.set(family, { bytes: sum.bytes + bytes, rows: sum.rows + count });
  }
  return [...sums].map(([family, sum]) => ({ family, ...sum })).sort((one, other) => other.bytes - one.bytes);
}

/** Keeps today's sizes beside those of other days, and forgets those of before `keptDays`. */
export async function keepStorageSizes(sql: Sql, now: Date, keptDays: number): Promise<void> {
  const found = await totals(sql);
  const families = found.map(({ family }) => family);
  const bytes = found.map((each) => Math.round(each.bytes));
  const rows = found.map((each) => Math.round(each.rows));
  await sql.$executeRaw`
    INSERT INTO storage_sizes (day, family, bytes, row_count)
    SELECT (${now}::timestamptz AT TIME ZONE 'UTC')::date, u.family, u.bytes, u.rows
    FROM unnest(${families}::text[], ${bytes}::float8[], ${rows}::float8[]) AS u(family, bytes, rows)
    ON CONFLICT (day, family) DO UPDATE SET bytes = EXCLUDED.bytes, row_count = EXCLUDED.row_count`;
  await sql.$executeRaw`
    DELETE FROM storage_sizes WHERE day < (${now}::timestamptz AT TIME ZONE 'UTC')::date - ${keptDays}::int`;
}

/** The sizes now, each with how much it has grown a day since the oldest that is compared with. */
export async function storageSizes(sql: Sql, now: Date): Promise<StorageSizes> {
  const [found, whole, before] = await Promise.all([
    totals(sql),
    sql.$queryRaw<{ bytes: number }[]>`SELECT pg_database_size(current_database())::float8 AS bytes`,
    sql.$queryRaw<{ family: string; bytes: number; at: Date }[]>`
      SELECT family, bytes::float8 AS bytes, day::timestamp AT TIME ZONE 'UTC' AS at FROM storage_sizes
      WHERE day = (SELECT min(day) FROM storage_sizes WHERE day >= (${now}::timestamptz AT TIME ZONE 'UTC')::date - ${growthDays.most}::int)`,
  ]);
  const since = before[0]?.at;
  const days = since ? (now.getTime() - since.getTime()) / dayMs : 0;
  const isKnown = days >= growthDays.least;
  const families = found.map((each) => {
    const then = before.find(({ family }) => family === each.family)?.bytes ?? 0;
    return { ...each, bytesPerDay: isKnown ? (each.bytes - then) / days : null };
  });
  return {
    bytes: whole[0]?.bytes ?? 0,
    bytesPerDay: isKnown ? families.reduce((sum, { bytesPerDay }) => sum + (bytesPerDay ?? 0), 0) : null,
    families,
  };
}

/**
 * When a disk with so much free will have no more than `leastBytes` free, at the present growth; null: it does not grow, or
 * too little is known, or not within ten years.
 */
export function diskFullAt(
  { bytesPerDay }: Pick<StorageSizes, 'bytesPerDay'>,
  { freeBytes, leastBytes }: { freeBytes: number; leastBytes: number },
  now: Date,
): Date | null {
  if (bytesPerDay === null || bytesPerDay <= 0) return null;
  const days = Math.max(0, freeBytes - leastBytes) / bytesPerDay;
  return days > 3_653 ? null : new Date(now.getTime() + days * dayMs);
}
