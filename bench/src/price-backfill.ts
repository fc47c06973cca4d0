import { setTimeout as sleep } from 'node:timers/promises';
import type { PriceSeries } from '@tickermill/core';
import { openStore, type Store } from '@tickermill/store';
import { storeDailyPrices } from '@tickermill/store/datasets';
import { openRig, type Rig, withDatabase } from '@tickermill/testkit';
import type { Options } from './options.ts';
import { meanPhases, profilesOf } from './profile.ts';
import { print, report } from './result.ts';
import { track } from './workload.ts';

const tickers = 2_000;
const patienceMs = 20 * 60_000;
/** Seldom enough to take nothing from what is measured. */
const sampleEveryMs = 500;
const megabyte = 1024 * 1024;
/** Series that are stored at once, as the tasks of a worker are. */
const storedAtOnce = 10;

/** Two years of 2,000 tickers without a pace: from the answers of the sandbox to rows, the store alone, and a plain COPY. */
export async function priceBackfill({ backend, ...options }: Options): Promise<void> {
  const workers = options.workers ?? 1;
  const rig = await openRig({
    backend,
    workers,
    environment: {
      LOG_LEVEL: 'warn',
      SANDBOX_PACE: '100000',
      SANDBOX_SEC_CEILING: '0',
      SANDBOX_YAHOO_CEILING: '0',
      SANDBOX_FILINGS_PER_DAY: '0',
      SANDBOX_TICKERS: String(tickers + 200),
    },
    workerEnvironment: { WORKER_PROFILE: 'on' },
  });
  const store = openStore({ url: rig.postgres.url });
  try {
    const figure = (metric: string, value: number, unit: string) =>
      report({ bench: 'backfill', metric, value, unit, backend, workers });
    print(`${backend}, ${workers} workers: two years of ${tickers} tickers`);
    await track(rig, tickers);
    // Tracked tickers have their filings requested as well, which is not what is measured.
    await rig.ask('POST', '/api/v1/sources/sec-edgar/pause');
    const { rate, rssBytes } = await watch(rig);
    figure('rows_per_second', rate, '1/s');
    figure('worker_rss_mb', rssBytes / megabyte, 'MB');
    for (const [phase, ms] of meanPhases(await profilesOf(rig))) figure(`${phase}_ms`, ms, 'ms');
    const series = await storedSeries(store);
    const copied = await copyRate(rig);
    figure('copy_rows_per_second', copied, '1/s');
    const stored = await storeRate(rig, store, series);
    figure('store_rows_per_second', stored, '1/s');
    figure('end_to_end_over_copy', rate / copied, 'ratio');
    figure('store_over_copy', stored / copied, 'ratio');
  } finally {
    await store.close();
    await rig.close();
  }
}

/** The rate at which rows arrive between the first tenth of the instruments and the last, and what a worker held at most. */
async function watch(rig: Rig): Promise<{ rate: number; rssBytes: number }> {
  const samples: { atMs: number; rows: number }[] = [];
  let rssBytes = 0;
  const deadline = performance.now() + patienceMs;
  await withDatabase(rig.postgres.url, async (client) => {
    for (let isEnded = false; !isEnded; await sleep(sampleEveryMs)) {
      if (performance.now() > deadline) throw new Error(`the prices did not all arrive within ${patienceMs} ms`);
      const { rows } = await client.query<{ rows: number; ended: boolean }>(
        `SELECT coalesce(sum(tt.created), 0)::int AS rows, (SELECT count(*) = 1 FROM runs WHERE dataset = 'daily-prices'
           AND finished_at IS NOT NULL) AS ended
         FROM task_targets tt JOIN run_targets t ON t.id = tt.target_id WHERE t.dataset = 'daily-prices'`,
      );
      samples.push({ atMs: performance.now(), rows: rows[0]?.rows ?? 0 });
      rssBytes = Math.max(rssBytes, ...(await profilesOf(rig)).map((profile) => profile.rssBytes));
      isEnded = rows[0]?.ended ?? false;
    }
  });
  const total = samples.at(-1)?.rows ?? 0;
  const middle = samples.filter(({ rows }) => rows >= total * 0.1 && rows <= total * 0.9);
  const [first, last] = [middle[0], middle.at(-1)];
  const rate = first && last ? ((last.rows - first.rows) * 1_000) / (last.atMs - first.atMs) : 0;
  return { rate, rssBytes };
}

/** The rows of all series into an empty table of the same columns and key, by the server itself. */
function copyRate({ postgres }: Rig): Promise<number> {
  return withDatabase(postgres.url, async (client) => {
    await client.query(`CREATE TABLE copied (LIKE daily_prices INCLUDING DEFAULTS, PRIMARY KEY (instrument_id, date))`);
    const { rows } = await client.query<{ place: string }>(
      `SELECT current_setting('data_directory') || '/prices.copy' AS place`,
    );
    const place = String(rows[0]?.place).replaceAll("'", "''");
    await client.query(`COPY (SELECT * FROM daily_prices ORDER BY instrument_id, date) TO '${place}'`);
    const began = performance.now();
    const { rowCount } = await client.query(`COPY copied FROM '${place}'`);
    return ((rowCount ?? 0) * 1_000) / (performance.now() - began);
  });
}

/** Every stored series, in the form of the answer that it came from. */
async function storedSeries(store: Store): Promise<PriceSeries[]> {
  const rows = await store.db.$queryRaw<{ instrument: string; from: string; to: string; bars: PriceSeries['bars'] }[]>`
    SELECT instrument_id::text AS instrument, min(date)::text AS "from", max(date)::text AS "to",
      jsonb_agg(jsonb_build_object('date', date, 'open', open::text, 'high', high::text, 'low', low::text, 'close', close::text,
        'adjClose', adj_close::text, 'volume', volume::text, 'final', final) ORDER BY date) AS bars
    FROM daily_prices GROUP BY 1`;
  return rows.map((row) => ({
    kind: 'series',
    symbol: 'BENCH',
    provider: 'yahoo',
    basis: 'split-adjusted',
    isFallback: false,
    isWhole: true,
    currency: 'USD',
    priceHint: 2,
    absent: [],
    late: [],
    actions: [],
    firstTradeDay: null,
    oddities: [],
    ...row,
  }));
}

/** The same series stored again, where nothing of them is. */
async function storeRate({ postgres }: Rig, store: Store, series: readonly PriceSeries[]): Promise<number> {
  await withDatabase(postgres.url, (client) =>
    client.query('TRUNCATE daily_prices, coverage, price_revisions, adjustments, corporate_actions, price_findings'),
  );
  const rows = series.reduce((sum, { bars }) => sum + bars.length, 0);
  const left = [...series];
  const began = performance.now();
  const storing = async () => {
    for (let each = left.pop(); each; each = left.pop()) {
      const one = each;
      await store.sqlTransaction((tx) => storeDailyPrices(tx, [one]));
    }
  };
  await Promise.all(Array.from({ length: storedAtOnce }, storing));
  return (rows * 1_000) / (performance.now() - began);
}
