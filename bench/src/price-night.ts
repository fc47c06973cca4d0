import type { SourceId } from '@tickermill/core';
import { awaitRun, requestRun } from '@tickermill/engine';
import { type MarketDay, openMarketDay } from './market-day.ts';
import { BadArguments, type Options } from './options.ts';
import { print, report } from './result.ts';

const first = { today: '2026-11-03', before: '2026-11-02' };
/** Bars of two weeks each are enough for the nights that follow. */
const years = 0.04;
const patienceMs = 20 * 60_000;
/** Yahoo's pace is 40 a minute. This is six times as fast, which two cores keep up with beside the sandbox. */
const pacePerSecond = 4;

/**
 * A night of 5,000 tickers at Yahoo's pace, six times as fast: how much of the pace it uses, how many requests it takes.
 * With `--provider massive` or `eodhd` a night of whole days, at the pace of that source.
 */
export async function priceNight({ backend, provider, ...options }: Options): Promise<void> {
  const workers = options.workers ?? 1;
  const source = provider === null ? null : providers[provider];
  if (source === undefined) throw new BadArguments(`--provider wants ${Object.keys(providers).join(' or ')}.`);
  const keys = source === null ? {} : { keys: { [source.id]: 'BENCHKEY' } };
  const market = await openMarketDay({ backend, workers, ...first, pace: null, ...keys });
  try {
    const figure = (metric: string, value: number, unit: string) =>
      report({ bench: provider === null ? 'refresh' : `refresh-${provider}`, metric, value, unit, backend, workers });
    print(`${backend}, ${workers} workers: two weeks of 5,000 tickers`);
    const tickers = (await night(market, '2026-11-03', { years })).targets;
    print(`${backend}, ${workers} workers: a night of quotes alone`);
    await night(market, '2026-11-04');
    if (source === null) {
      await market.setPace('yahoo', { requests: pacePerSecond, perMs: 1_000 });
      print(`${backend}, ${workers} workers: a night as most are`);
      const { requests, seconds } = await night(market, '2026-11-05');
      figure('requests', requests, 'requests');
      figure('requests_per_ticker', requests / tickers, 'ratio');
      figure('seconds', seconds, 's');
      figure('time_over_floor', seconds / (requests / pacePerSecond), 'ratio');
      return;
    }
    print(`${backend}, ${workers} workers: two nights of whole days`);
    await market.setPace(source.id, { requests: 1_000, perMs: 1_000 });
    await night(market, '2026-11-06', {}, source.clock);
    await market.setPace(source.id, source.pace);
    const { id, requests, seconds } = await night(market, '2026-11-07', {}, source.clock);
    const shared = await market.store.db.task.count({ where: { runId: id, source: source.id } });
    figure('requests', requests, 'requests');
    figure('requests_of_whole_days', shared, 'requests');
    figure('seconds', seconds, 's');
    // The first leaves at once.
    figure('time_over_floor', seconds / (((shared - 1) * source.pace.perMs) / source.pace.requests / 1_000), 'ratio');
  } finally {
    await market.close();
  }
}

/** Sources of whole days, with their own pace and the hour at which they have published the day. */
const providers: Readonly<Record<string, { id: SourceId; pace: { requests: number; perMs: number }; clock: string }>> =
  {
    massive: { id: 'massive', pace: { requests: 4, perMs: 60_000 }, clock: 'T07:00:00Z' },
    eodhd: { id: 'eodhd', pace: { requests: 60, perMs: 60_000 }, clock: 'T12:00:00Z' },
  };

async function night(market: MarketDay, day: string, params: Record<string, number> = {}, clock = 'T00:05:00Z') {
  market.setInstant(new Date(`${day}${clock}`));
  await market.forgetSessions();
  const asked = await market.requests();
  const began = performance.now();
  const request = { tickers: null, params, force: false };
  const id = await requestRun(market, { dataset: 'daily-prices', trigger: 'manual', request });
  const run = await awaitRun(market.store, id, patienceMs);
  if (!run.finishedAt) throw new Error(`the night of ${day} did not end: ${JSON.stringify(run.report)}`);
  const seconds = (performance.now() - began) / 1_000;
  return { id, targets: run.report.targets, requests: (await market.requests()) - asked, seconds };
}
