// What a backup says of itself: in plain text before its rows, and in full behind them.

import { z } from 'zod';
import { EncryptionHeader } from './encryption.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();
/** Names of tables and columns, which statements are made of. */
const Name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);

/** The first lines of the file, which can be read without the key. */
export const BackupHeader = z.object({
  format: z.literal(1),
  /** The version of Tickermill that made it. */
  product: z.string(),
  createdAt: z.iso.datetime(),
  /** Sandbox or live data. */
  sources: z.string().nullable(),
  /** The newest migration of the database. */
  migration: z.string(),
  /** Why it was made. */
  trigger: z.enum(['manual', 'nightly']),
  encryption: EncryptionHeader.nullable(),
});
export type BackupHeader = z.infer<typeof BackupHeader>;

/** A table, or a partition of one, as it was copied. */
export const TableEntry = z.object({
  table: Name,
  columns: z.array(Name),
  rows: count,
  /** Of the rows as COPY writes them. */
  bytes: count,
  sha256: Sha256,
});
export type TableEntry = z.infer<typeof TableEntry>;

/** What the file holds, written last. */
export const BackupManifest = z.object({
  /** The applied migrations with their checksums, in order. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  tables: z.array(TableEntry),
  sequences: z.array(z.object({ sequence: Name, lastValue: z.string().regex(/^\d+$/), isCalled: z.boolean() })),
  /** Schemas and tables of the database that are not in it. */
  leftOut: z.array(z.string()),
  server: z.string(),
  durationMs: count,
});
export type BackupManifest = z.infer<typeof BackupManifest>;

/** All rows of a backup. */
export const rowsOf = ({ tables }: Pick<BackupManifest, 'tables'>): number =>
  tables.reduce((sum, { rows }) => sum + rows, 0);
