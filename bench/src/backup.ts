import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeBackup, restoreBackup, verifyBackup } from '@tickermill/backup';
import { addDays } from '@tickermill/core';
import { openOwnPostgres, silentLog, startApp, withDatabase } from '@tickermill/testkit';
import { fillPrices, tickers } from './invented-prices.ts';
import { fillTrades } from './invented-trades.ts';
import { latenciesOf, openLoop, percentile, type Target } from './load.ts';
import type { Options } from './options.ts';
import { print, report } from './result.ts';

const token = 'a token of the benches, of thirty-two letters and more';
const key = 'a key of the benches, long enough';
const bars = 2_000_000;
const filings = { filings: 100_000, trades: 330_000 };
const ratePerSecond = 20;
const aloneSeconds = 10;
const summary = '/api/v1/summary';

/**
 * A backup of 2,000,000 bars and 100,000 filings, plain and encrypted, with what the summary costs meanwhile; verifying it,
 * restoring it, and beside these a plain copy of the data directory.
 */
export async function backup({ backend }: Options): Promise<void> {
  if (backend !== 'postgres') {
    print('backup: it asks no queue; measured with the queues in Postgres alone');
    return;
  }
  const figure = (metric: string, value: number, unit: string) =>
    report({ bench: 'backup', metric, value, unit, backend, workers: 0 });
  const folder = mkdtempSync(path.join(tmpdir(), 'tickermill-bench-backup-'));
  const postgres = await openOwnPostgres();
  const { url } = postgres;
  try {
    print('backup: inventing filings and prices');
    await fillTrades(url, filings);
    const days = Array.from({ length: Math.ceil(bars / tickers) }, (_, nth) => addDays('2025-01-01', nth));
    await fillPrices(url, days);
    const file = path.join(folder, 'one.backup');
    const now = () => new Date();
    const make = (to: string, secret: string | null) =>
      makeBackup({ url, file: to, key: secret, trigger: 'manual', now });

    const api = await startApp('api', { DATABASE_URL: url, API_TOKEN: token, API_PORT: '0', LOG_LEVEL: 'warn' });
    try {
      const target = { origin: api.url, headers: { authorization: `Bearer ${token}` } };
      await latenciesOf(target, [summary, summary]);
      figure('summary_alone_p99_ms', percentile(await load(target, aloneSeconds), 99), 'ms');
      const { value: made, seconds, cpuSeconds, beside } = await timedBeside(target, () => make(file, null));
      figure('rows', made.rows, 'rows');
      figure('backup_seconds', seconds, 's');
      figure('backup_cpu_seconds', cpuSeconds, 's');
      figure('backup_mb', made.bytes / 1e6, 'MB');
      figure('summary_beside_p99_ms', percentile(beside, 99), 'ms');
      const sealed = await timed(() => make(path.join(folder, 'sealed.backup'), key));
      figure('encrypted_backup_seconds', sealed.seconds, 's');
      figure('encrypted_backup_mb', sealed.value.bytes / 1e6, 'MB');
      figure('memory_peak_mb', process.resourceUsage().maxRSS / 1_024, 'MB');
      figure(
        'verify_seconds',
        (await timed(() => verifyBackup({ url, file, key: null, log: silentLog, now }))).seconds,
        's',
      );
    } finally {
      await api.stop();
    }
    const copied = await copyDataDirectory(url, path.join(folder, 'copy'));
    figure('copy_seconds', copied.seconds, 's');
    figure('copy_mb', copied.mb, 'MB');
    const about = { sources: 'sandbox', queueBackend: 'postgres', log: silentLog, now, confirm: async () => true };
    figure('restore_seconds', (await timed(() => restoreBackup({ url, file, key: null, ...about }))).seconds, 's');
  } finally {
    await postgres.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const load = (target: Target, seconds: number) => openLoop(target, () => summary, { ratePerSecond, seconds });

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const began = performance.now();
  const value = await work();
  return { seconds: (performance.now() - began) / 1_000, value };
}

/** Does something while the summary is asked at a steady rate. The time of the processor is that of this process. */
async function timedBeside<T>(target: Target, work: () => Promise<T>) {
  const before = process.cpuUsage();
  let isOver = false;
  const asking = (async () => {
    const latencies: number[] = [];
    while (!isOver) latencies.push(...(await load(target, 1)));
    return latencies;
  })();
  const done = await timed(work).finally(() => {
    isOver = true;
  });
  const { user, system } = process.cpuUsage(before);
  return { ...done, cpuSeconds: (user + system) / 1e6, beside: await asking };
}

/** As whoever has no backup would copy it: of a server that writes meanwhile it would not be whole. */
async function copyDataDirectory(url: string, to: string): Promise<{ seconds: number; mb: number }> {
  const from = await withDatabase(url, async (client) => {
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory ?? '';
  });
  const { seconds } = await timed(async () => spawnSync('cp', ['-r', from, to]));
  const { stdout } = spawnSync('du', ['-sm', to], { encoding: 'utf8' });
  return { seconds, mb: Number.parseInt(stdout, 10) };
}
