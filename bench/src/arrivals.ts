import { setTimeout as sleep } from 'node:timers/promises';
import type { Rig } from '@tickermill/testkit';

/** What the referee of the sandbox has seen so far of the one source whose rule is measured. */
export interface Stats {
  readonly requests: number;
  readonly peakPerSecond: number;
  /** By when the sandbox got round to each. */
  readonly seenPeakPerSecond: number;
  readonly whileBanned: number;
}

/** Other sources have paces of their own, and are asked at the same time. */
export const measuredSource = 'sec-edgar';
const lookEveryMs = 25;

/** Reads the referee. */
export async function statsOf(rig: Rig): Promise<Stats> {
  const { sources } = await rig.askSandbox<{ sources: Readonly<Record<string, Stats>> }>('stats');
  return sources[measuredSource] ?? { requests: 0, peakPerSecond: 0, seenPeakPerSecond: 0, whileBanned: 0 };
}

/** The instants at which requests arrived, for so long, to within some 25 ms. */
export async function watchArrivals(rig: Rig, forMs: number): Promise<number[]> {
  const arrivals: number[] = [];
  const until = performance.now() + forMs;
  let { requests: seen } = await statsOf(rig);
  while (performance.now() < until) {
    await sleep(lookEveryMs);
    const { requests } = await statsOf(rig);
    const at = performance.now();
    for (; seen < requests; seen += 1) arrivals.push(at);
  }
  return arrivals;
}
