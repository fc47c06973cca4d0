// Writes what is stored of an instrument into a folder of its own, and proves by reading it back that it is all there.

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { PipelineError } from '@tickermill/core';
import { type Column, readParquet, toParquet } from '@tickermill/lake/parquet';
import type { ExportedTable } from '@tickermill/store/universe';

type Row = ExportedTable['rows'][number];

/** What a folder holds: its files with their rows and SHA-256. */
export interface ExportManifest {
  readonly instrument: string;
  readonly exported: string;
  readonly files: Readonly<Record<string, { readonly rows: number; readonly sha256: string }>>;
}

/** Folders that are not finished yet begin with it. */
export const unfinished = '.part-';

/** A value as it is read back: decimals without trailing zeros, instants to the millisecond. */
function plain(type: Column<Row>['type'], value: string | null): string | null {
  if (value === null) return null;
  if (type === 'decimal') return value.includes('.') ? value.replace(/\.?0+$/, '') : value;
  return type === 'instant' ? new Date(value).toISOString() : value;
}

const columnsOf = ({ columns }: ExportedTable): Column<Row>[] =>
  Object.entries(columns).map(([name, type]) => ({
    name,
    type,
    of: (row) => {
      const value = plain(type, row[name] ?? null);
      return type === 'boolean' && value !== null ? value === 'true' : value;
    },
  }));

/** Identifies what tables hold, to the digit. */
export function digestOf(tables: readonly ExportedTable[]): string {
  const hash = createHash('sha256');
  for (const { name, columns, rows } of tables)
    for (const row of rows) hash.update(`${name} ${JSON.stringify(Object.keys(columns).map((key) => row[key]))}\n`);
  return hash.digest('hex');
}

/**
 * Writes tables as Parquet files and a manifest, reads all of it back, and only then gives the folder its name; an older
 * folder of that name gives way. Whoever kills it leaves an unfinished folder, and nothing else.
 * @throws {PipelineError} `EXPORT_DAMAGED` if what was read back is not what was written
 */
export async function writeExport(
  parent: string,
  { name, day, tables }: { name: string; day: string; tables: readonly ExportedTable[] },
): Promise<ExportManifest> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(path.join(parent, unfinished));
  try {
    const files: Record<string, { rows: number; sha256: string }> = {};
    for (const table of tables) {
      const file = `${table.name}.parquet`;
      const parts: Uint8Array[] = [];
      for await (const part of toParquet(columnsOf(table), [table.rows])) parts.push(part);
      files[file] = {
        rows: table.rows.length,
        sha256: await writeWhole(path.join(folder, file), Buffer.concat(parts)),
      };
    }
    const manifest = { instrument: name, exported: day, files };
    await writeWhole(path.join(folder, 'manifest.json'), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    await verifyExport(folder, tables);
    await syncFolder(folder);
    const final = path.join(parent, name);
    // The database still holds all of it: what is replaced here was not removed there.
    await rm(final, { recursive: true, force: true });
    await rename(folder, final);
    await syncFolder(parent);
    return manifest;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Reads an exported folder and compares every value of it.
 * @throws {PipelineError} `EXPORT_DAMAGED` naming the file
 */
export async function verifyExport(folder: string, tables: readonly ExportedTable[]): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')) as ExportManifest;
  for (const table of tables) {
    const file = `${table.name}.parquet`;
    const bytes = await readFile(path.join(folder, file));
    const read: Row[] = [];
    const isWhole = sha256(bytes) === manifest.files[file]?.sha256;
    if (isWhole) for await (const rows of readParquet(toBuffer(bytes))) read.push(...rows);
    if (!isWhole || !isEqual(table, read))
      throw new PipelineError('EXPORT_DAMAGED', `${path.join(folder, file)} does not hold what was written to it.`, {
        detail: { file },
      });
  }
}

const isEqual = ({ columns, rows }: ExportedTable, read: readonly Row[]) =>
  read.length === rows.length &&
  rows.every((row, nth) =>
    Object.entries(columns).every(([name, type]) => plain(type, row[name] ?? null) === (read[nth]?.[name] ?? null)),
  );

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The bytes of a file alone: a small one shares its memory with others. */
const toBuffer = (bytes: Buffer): ArrayBuffer => Uint8Array.from(bytes).buffer;

/** Writes a file onto the disk, not only towards it. Returns its SHA-256. */
async function writeWhole(file: string, bytes: Buffer): Promise<string> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return sha256(bytes);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
