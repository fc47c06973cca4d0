import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportLake } from '@tickermill/engine/maintenance';
import { folderTarget, type LakeTarget } from '@tickermill/lake/files';
import { type LakeExport, lakeExports } from '@tickermill/store/lake';
import { openScratchStore, readParquetRows, type ScratchStore, silentLog } from '@tickermill/testkit';

/** A database with prices, and a lake in a folder of its own. */
export interface LakeWorld {
  readonly store: ScratchStore;
  readonly folder: string;
  readonly target: LakeTarget;
  rows<T>(sql: string): Promise<T[]>;
  /** Makes an instrument with bars from a day on. Returns its id. */
  list(symbol: string, about?: { from?: string; days?: number; cik?: string }): Promise<bigint>;
  /** Exports, to the folder unless told otherwise. Returns how it ended. */
  export(options?: { whole?: boolean; verify?: boolean; to?: LakeTarget; now?: Date }): Promise<LakeExport>;
  /** The Parquet files of the lake, by their paths. */
  files(): string[];
  read(file: string): ReturnType<typeof readParquetRows>['rows'];
  manifest(): Manifest;
  close(): Promise<void>;
}

interface Manifest {
  readonly export: string;
  readonly position: string;
  readonly catalogue: { readonly path: string; readonly rows: number; readonly sha256: string };
  readonly datasets: Readonly<Record<string, { readonly files: number; readonly rows: number }>>;
}

export async function openLakeWorld(): Promise<LakeWorld> {
  const store = await openScratchStore();
  const folder = mkdtempSync(path.join(tmpdir(), 'tickermill-test-lake-'));
  const target = folderTarget(folder);
  const rows = <T>(sql: string): Promise<T[]> => store.db.$queryRawUnsafe(sql);
  return {
    store,
    folder,
    target,
    rows,
    async list(symbol, { from = '2025-12-30', days = 4, cik } = {}) {
      const { id } = await store.db.instrument.create({
        data: { name: symbol, listingSource: 'test', ...(cik === undefined ? {} : { cik }) },
      });
      await store.db.symbol.create({ data: { instrumentId: id, symbol, validFrom: new Date('2020-01-01') } });
      await addBars(rows, id, from, days);
      return id;
    },
    async export({ whole = false, verify = false, to = target, now = new Date() } = {}) {
      const deps = { store, now: () => now, log: silentLog, target: to };
      await exportLake(deps, { runId: null, whole, verify });
      const [last] = await lakeExports(store.sql, { target: to.name, limit: 1, offset: 0 });
      if (!last) throw new Error('no export was recorded');
      return last;
    },
    files: () =>
      (existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [])
        .filter((name) => name.includes('.p'))
        .sort(),
    read: (file) => readParquetRows(readFileSync(path.join(folder, file))).rows,
    manifest: () => JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Manifest,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Adds bars on days in a row. */
const addBars = (rows: LakeWorld['rows'], id: bigint, from: string, days: number) =>
  rows(`INSERT INTO daily_prices (instrument_id, date, open, close, volume, currency, provider, final, known_from, checked_at)
    SELECT ${id}, '${from}'::date + n, null, ${id} * 1000 + n + 0.000001, 9007199254740993, 'USD', 'yahoo', true,
      '2026-01-05T21:00:00.123Z', now() FROM generate_series(0, ${days - 1}) n`);
