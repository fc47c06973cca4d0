import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportLake } from '@tickermill/engine/maintenance';
import { folderTarget } from '@tickermill/lake/files';
import { askLake, askLakeForFile } from '@tickermill/lake/query';
import { openStore, type Store } from '@tickermill/store';
import { lakeExports, lakeHoldings } from '@tickermill/store/lake';
import { openOwnPostgres, silentLog, withDatabase } from '@tickermill/testkit';
import type { Options } from './options.ts';
import { print, report } from './result.ts';

/** A million bars: so many symbols with two years of sessions. Then as many more as make the market. */
const [symbols, market, sessions] = [2_000, 6_000, 500];
const changed = 50;
const mebibyte = 1024 * 1024;
const rounds = 5;

/**
 * A million bars to Parquet, beside DuckDB's own COPY of the same rows; the export after 50 symbols have changed; and
 * questions of both shapes to 6,000 symbols and two years.
 */
export async function lake({ backend }: Options): Promise<void> {
  const postgres = await openOwnPostgres();
  const { url } = postgres;
  const store = openStore({ url });
  const folder = await mkdtemp(path.join(tmpdir(), 'tickermill-bench-lake-'));
  const figure = (metric: string, value: number, unit: string) =>
    report({ bench: 'lake', metric, value, unit, backend, workers: 1 });
  try {
    print(`storing ${symbols} symbols with ${sessions} sessions`);
    await fill(url, 1, symbols);
    const start = process.memoryUsage().rss;
    const first = await measured(store, folder);
    // Both layouts hold every bar.
    const bars = symbols * sessions;
    figure('bars', bars, 'bars');
    figure('export_seconds', first.seconds, 's');
    figure('export_cpu_seconds', first.cpuSeconds, 's');
    figure('export_bars_per_second', bars / first.seconds, 'bars/s');
    figure('export_rows_per_second', (2 * bars) / first.seconds, 'rows/s');
    figure('export_files', first.files, 'files');
    figure('memory_growth_mib', (process.memoryUsage().rss - start) / mebibyte, 'MiB');
    for (const { dataset, bytes, rows } of await lakeHoldings(store.reads, folder))
      figure(`bytes_per_bar_${dataset}`, bytes / rows, 'bytes');

    // One file of all: partitions of so many symbols are more than it holds in 512 MB.
    const question = (sql: string) => ({ folder, sql, memoryMb: 2_048, timeoutMs: 600_000 });
    const opened = await timed(async () => void (await all(question('SELECT count(*) FROM prices_by_year'))));
    const copied = await timed(
      async () =>
        void (await askLakeForFile(question('SELECT * FROM prices_by_year ORDER BY symbol, date'), async () => {})),
    );
    figure('duckdb_copy_seconds', copied - opened, 's');
    figure('duckdb_copy_rows_per_second', bars / (copied - opened), 'rows/s');

    await withDatabase(url, (client) =>
      client.query(
        `UPDATE daily_prices SET close = close + 1 WHERE instrument_id <= $1 AND date = (SELECT max(date) FROM daily_prices)`,
        [changed],
      ),
    );
    const next = await measured(store, folder);
    figure('incremental_partitions', next.written, 'partitions');
    figure('incremental_seconds', next.seconds, 's');
    figure('unchanged_seconds', (await measured(store, folder)).seconds, 's');

    print(`storing ${market - symbols} symbols more`);
    await fill(url, symbols + 1, market);
    figure('market_export_seconds', (await measured(store, folder)).seconds, 's');
    for (const view of ['prices', 'prices_by_year']) {
      const one = `SELECT date, close FROM ${view} WHERE symbol = 'S1234'`;
      const day = `SELECT symbol, close FROM ${view} WHERE year = 2025 AND date = '2025-06-02'`;
      figure(`one_symbol_${view}_seconds`, await median(() => all(question(one))), 's');
      figure(`one_day_${view}_seconds`, await median(() => all(question(day))), 's');
    }
  } finally {
    await store.close();
    await postgres.close();
    await rm(folder, { recursive: true });
  }
}

async function measured(store: Store, folder: string) {
  const cpu = process.cpuUsage();
  const target = folderTarget(folder);
  const seconds = await timed(async () => {
    await exportLake(
      { store, now: () => new Date(), log: silentLog, target },
      { runId: null, whole: false, verify: false },
    );
  });
  const { user, system } = process.cpuUsage(cpu);
  const [last] = await lakeExports(store.sql, { target: target.name, limit: 1, offset: 0 });
  if (last?.state !== 'done') throw new Error(`the export failed: ${last?.errorMessage}`);
  return { seconds, cpuSeconds: (user + system) / 1e6, written: last.written, files: last.files };
}

async function all(question: Parameters<typeof askLake>[0]): Promise<number> {
  let rows = 0;
  for await (const part of askLake(question)) rows += part.rows.length;
  if (rows === 0) throw new Error(`nothing answers ${question.sql}`);
  return rows;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/** The median of some rounds, the start of the process included. */
async function median(work: () => Promise<unknown>): Promise<number> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) seconds.push(await timed(async () => void (await work())));
  return seconds.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? Number.NaN;
}

/** Symbols with a random walk of cents each, a few hundred at a time. */
const fill = (url: string, from: number, to: number): Promise<void> =>
  withDatabase(url, async (client) => {
    await client.query('SELECT setseed(0.42)');
    for (let first = from; first <= to; first += 250) {
      const last = Math.min(to, first + 249);
      await client.query(
        `INSERT INTO instruments (id, name, listing_source) SELECT n, 'S' || n, 'bench' FROM generate_series($1::int, $2::int) n`,
        [first, last],
      );
      await client.query(
        `INSERT INTO symbols (instrument_id, symbol, valid_from) SELECT n, 'S' || n, '2020-01-01' FROM generate_series($1::int, $2::int) n`,
        [first, last],
      );
      await client.query(
        `INSERT INTO daily_prices (instrument_id, known_from, checked_at, volume, date, final, open, high, low, close, adj_close, currency, provider)
         SELECT n, now(), now(), (1000000 + random() * 9000000)::bigint, date, true, c - 0.3, c + 0.9, c - 1.1, c, c, 'USD', 'yahoo'
         FROM (SELECT n, day::date AS date, (100 + n % 300 + sum(round((random() - 0.5)::numeric * 3, 2)) OVER (PARTITION BY n ORDER BY day))::numeric(18, 6) AS c
           FROM generate_series($1::int, $2::int) n,
             (SELECT day FROM generate_series('2024-01-02'::date, '2026-12-31'::date, interval '1 day') day WHERE extract(isodow FROM day) < 6 LIMIT $3) d) w`,
        [first, last, sessions],
      );
    }
    await client.query('ANALYZE');
  });
