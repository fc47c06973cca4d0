import { type DatasetId, nextSlots } from '@tickermill/core';
import { awaitRun, type EngineDeps, requestRun, viewReceipts } from '@tickermill/engine';
import type { ReportedRun } from '@tickermill/store/ledger';
import { openMarketDay } from './market-day.ts';
import type { Options } from './options.ts';
import { print, report } from './result.ts';

const zone = 'America/New_York';
const day = { date: '2026-11-20', before: '2026-11-19', opens: new Date('2026-11-20T10:59:00Z') };
/** The schedule of the feed, and the morning on which the index of the day is read. */
const polls = { cron: '*/10 6-22 * * 1-5', number: 17 * 6 };
const morning = new Date('2026-11-21T17:10:00Z');
const pacePerSecond = 8;
const patienceMs = 15 * 60_000;

/** One day of the whole market with 5,000 tracked tickers: what it costs, how long it takes, how late a filing is stored. */
export async function day5000(options: Options): Promise<void> {
  const { backend } = options;
  const workers = options.workers ?? 1;
  const market = await openMarketDay({ backend, workers, today: day.date, before: day.before });
  try {
    const figure = (metric: string, value: number, unit: string) =>
      report({ bench: 'day', metric, value, unit, backend, workers });
    const requestsBefore = await market.requests();
    const latencies: number[] = [];
    print(`${backend}, ${workers} workers: ${polls.number} polls of the feed on ${day.date}`);
    for (const slot of nextSlots(polls.cron, zone, day.opens, polls.number)) {
      const began = market.setInstant(slot);
      await read(market, 'ownership-feed');
      // The row's instant is of this machine's clock, the filing's of the day's.
      for (const { filedAt, storedAt } of await market.storedSince(began)) {
        latencies.push(slot.getTime() + (storedAt.getTime() - began.getTime()) - filedAt.getTime());
      }
    }
    market.setInstant(morning);
    await read(market, 'ownership-index');
    const filings = await market.storedFilings();
    const { total } = await viewReceipts(market, { from: day.date, to: day.date });
    figure('filings_stored', filings, 'filings');
    figure('receipt_settled', total.settled / total.filings, 'ratio');
    figure('requests_per_filing', ((await market.requests()) - requestsBefore) / filings, 'ratio');
    figure('latency_median_seconds', quantile(latencies, 0.5) / 1_000, 's');
    figure('latency_p95_seconds', quantile(latencies, 0.95) / 1_000, 's');

    print(`${backend}, ${workers} workers: the same day from its index alone`);
    await market.forget();
    const asked = await market.requests();
    const run = await read(market, 'ownership-index');
    const seconds = ((run.finishedAt?.getTime() ?? Date.now()) - run.createdAt.getTime()) / 1_000;
    const requests = (await market.requests()) - asked;
    figure('index_requests_per_filing', requests / (await market.storedFilings()), 'ratio');
    figure('index_seconds', seconds, 's');
    figure('index_time_over_floor', seconds / (requests / pacePerSecond), 'ratio');
  } finally {
    await market.close();
  }
}

async function read(market: EngineDeps, dataset: DatasetId): Promise<ReportedRun> {
  const request = { tickers: null, params: {}, force: false };
  const id = await requestRun(market, { dataset, trigger: 'manual', request });
  const run = await awaitRun(market.store, id, patienceMs);
  if (run.state !== 'done')
    throw new Error(`the run of ${dataset} is ${run.state}: ${JSON.stringify(run.report.errors)}`);
  return run;
}

/** The value below which this share of the values lies. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
