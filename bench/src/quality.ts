import { tradingCalendar } from '@tickermill/core';
import { checks, runChecks } from '@tickermill/quality';
import { openStore, type Store } from '@tickermill/store';
import { openOwnPostgres, silentLog, withDatabase } from '@tickermill/testkit';
import { fillPrices, tickers } from './invented-prices.ts';
import type { Options } from './options.ts';
import { print, report } from './result.ts';

/** Two years, and the night after them. */
const [firstDay, lastDay, night] = ['2024-11-20', '2026-11-19', '2026-11-20'] as const;
const mebibyte = 1024 * 1024;

/**
 * All checks over 6,000 tickers and two years of sessions: each on everything, all in one run, and then as a night does,
 * after one more session of every ticker.
 */
export async function quality({ backend }: Options): Promise<void> {
  const postgres = await openOwnPostgres();
  const { url } = postgres;
  const store = openStore({ url });
  const figure = (metric: string, value: number, unit: string) =>
    report({ bench: 'quality', metric, value, unit, backend, workers: 1 });
  const at = (day: string) => () => new Date(`${day}T23:00:00Z`);
  try {
    const days = tradingCalendar('XNYS').tradingDaysBetween(firstDay, lastDay);
    print(`storing ${tickers} tickers with ${days.length} sessions`);
    await fillPrices(url, days);
    figure('bars', tickers * days.length, 'bars');

    const start = process.memoryUsage().rss;
    let total = 0;
    for (const { id } of checks) {
      const seconds = await timed(() => run(store, at(lastDay), { checkIds: [id], whole: true }));
      figure(`whole_${id}_seconds`, seconds, 's');
      total += seconds;
    }
    figure('whole_seconds', total, 's');
    // The first runs load code and let the heap grow to what it keeps to itself: only what comes after them is a leak.
    const warm = process.memoryUsage().rss;
    figure('memory_first_mib', (warm - start) / mebibyte, 'MiB');
    figure('whole_run_seconds', await timed(() => run(store, at(lastDay), { checkIds: null, whole: true })), 's');
    figure('memory_growth_mib', (process.memoryUsage().rss - warm) / mebibyte, 'MiB');

    // What is known of the two years is older than the overlap of a night's run.
    await store.db.$executeRaw`UPDATE qa_checks SET succeeded_at = now()`;
    await addNight(url);
    figure('night_seconds', await timed(() => run(store, at(night), { checkIds: null, whole: false })), 's');
    const [found] = await store.db.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM qa_findings`;
    figure('findings', found?.n ?? 0, 'findings');
  } finally {
    await store.close();
    await postgres.close();
  }
}

async function run(
  store: Store,
  now: () => Date,
  about: { checkIds: readonly string[] | null; whole: boolean },
): Promise<void> {
  for (const { target, state, errorMessage } of await runChecks(
    { store, log: silentLog, now },
    { runId: null, ...about },
  ))
    if (state === 'failed') throw new Error(`${target}: ${errorMessage}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/** One more session of every ticker. */
const addNight = (url: string): Promise<void> =>
  withDatabase(url, async (client) => {
    await client.query(
      `INSERT INTO daily_prices (instrument_id, known_from, checked_at, volume, date, final, open, high, low, close, adj_close, currency, provider)
       SELECT instrument_id, now(), now(), volume + 1, $1::date, true, open, high, low, close, adj_close, currency, provider
       FROM daily_prices WHERE date = $2::date`,
      [night, lastDay],
    );
    await client.query(
      `UPDATE coverage SET covered = covered + datemultirange(daterange($1::date, $1::date, '[]')), written_at = now()`,
      [night],
    );
  });
