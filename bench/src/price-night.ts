import { awaitRun, requestRun } from '@tickermill/engine';
import { type MarketDay, openMarketDay } from './market-day.ts';
import type { Options } from './options.ts';
import { print, report } from './result.ts';

const first = { today: '2026-11-03', before: '2026-11-02' };
/** Bars of two weeks each are enough for the nights that follow. */
const years = 0.04;
const patienceMs = 20 * 60_000;
/** Yahoo's pace is 40 a minute. This is six times as fast, which two cores keep up with beside the sandbox. */
const pacePerSecond = 4;

/** A night of 5,000 tickers at Yahoo's pace, six times as fast: how much of the pace it uses, how many requests it takes. */
export async function priceNight({ backend, ...options }: Options): Promise<void> {
  const workers = options.workers ?? 1;
  const market = await openMarketDay({ backend, workers, ...first, pace: null });
  try {
    const figure = (metric: string, value: number, unit: string) =>
      report({ bench: 'refresh', metric, value, unit, backend, workers });
    print(`${backend}, ${workers} workers: two weeks of 5,000 tickers`);
    const tickers = (await night(market, '2026-11-03', { years })).targets;
    print(`${backend}, ${workers} workers: a night of quotes alone`);
    await night(market, '2026-11-04');
    await market.setPace({ requests: pacePerSecond, perMs: 1_000 });
    print(`${backend}, ${workers} workers: a night as most are`);
    const { requests, seconds } = await night(market, '2026-11-05');
    figure('requests', requests, 'requests');
    figure('requests_per_ticker', requests / tickers, 'ratio');
    figure('seconds', seconds, 's');
    figure('time_over_floor', seconds / (requests / pacePerSecond), 'ratio');
  } finally {
    await market.close();
  }
}

async function night(market: MarketDay, day: string, params: Record<string, number> = {}) {
  market.setInstant(new Date(`${day}T00:05:00Z`));
  await market.forgetSessions();
  const asked = await market.requests();
  const began = performance.now();
  const request = { tickers: null, params, force: false };
  const id = await requestRun(market, { dataset: 'daily-prices', trigger: 'manual', request });
  const run = await awaitRun(market.store, id, patienceMs);
  if (!run.finishedAt) throw new Error(`the night of ${day} did not end: ${JSON.stringify(run.report)}`);
  const seconds = (performance.now() - began) / 1_000;
  return { targets: run.report.targets, requests: (await market.requests()) - asked, seconds };
}
