import { setTimeout as sleep } from 'node:timers/promises';
import { openRig, type Rig, until } from '@tickermill/testkit';
import { measuredSource, statsOf, watchArrivals } from './arrivals.ts';
import { departuresIn, peakPerSecond as peakOf } from './departures.ts';
import type { Options } from './options.ts';
import { print, report } from './result.ts';
import { sampleDocuments, track } from './workload.ts';

const pace = { usual: 8, changed: 4 };
const companies = 24;
/** Some 1500 documents: more than the pace allows while it is watched. */
const filingsPerDay = '3';
const steadySeconds = 60;
const changeWatchedMs = 10_000;
/** Arrivals this much closer than the new pace are still of the old one. */
const slack = 0.8;

/** Several workers on one source with its real rule: is the pace used, and never exceeded? */
export async function limits(options: Options): Promise<void> {
  const { backend } = options;
  const workers = options.workers ?? 4;
  const seconds = options.seconds ?? steadySeconds;
  const rig = await openRig({
    backend,
    workers,
    environment: { LOG_LEVEL: 'warn', SANDBOX_FILINGS_PER_DAY: filingsPerDay },
    // Their logs say when each request left.
    workerEnvironment: { LOG_LEVEL: 'debug' },
  });
  try {
    const figure = (metric: string, value: number, unit: string) =>
      report({ bench: 'limits', metric, value, unit, backend, workers });
    await track(rig, companies);
    await until('documents to arrive', async () => (await sampleDocuments(rig)).documents > 0, { withinMs: 60_000 });
    print(`${backend}, ${workers} workers: ${seconds} s at ${pace.usual}/s`);
    const from = { at: performance.now(), ...(await statsOf(rig)) };
    await sleep(seconds * 1_000);
    const to = { at: performance.now(), ...(await statsOf(rig)) };
    figure('pace_used', (to.requests - from.requests) / (pace.usual * ((to.at - from.at) / 1_000)), 'ratio');
    figure('pace_change_seconds', await changePace(rig), 's');
    const { peakPerSecond, seenPeakPerSecond, whileBanned } = await statsOf(rig);
    figure('departures_peak_per_second', peakOf(departuresIn(rig.logsDir, measuredSource)), '1/s');
    figure('peak_per_second', peakPerSecond, '1/s');
    figure('seen_peak_per_second', seenPeakPerSecond, '1/s');
    figure('requests_while_banned', whileBanned, 'requests');
  } finally {
    await rig.close();
  }
}

/** Halves the pace while the workers run. Seconds until the last arrival that still came at the old one. */
async function changePace(rig: Rig): Promise<number> {
  const watching = watchArrivals(rig, changeWatchedMs);
  const changed = performance.now();
  const body = { pace: { requests: pace.changed, per_ms: 1_000 } };
  await rig.ask('PATCH', `/api/v1/sources/${measuredSource}`, body);
  const spacing = (1_000 / pace.changed) * slack;
  const late = (await watching).filter((at, index, all) => at - (all[index - 1] ?? Number.NEGATIVE_INFINITY) < spacing);
  return Math.max(0, (late.at(-1) ?? changed) - changed) / 1_000;
}
