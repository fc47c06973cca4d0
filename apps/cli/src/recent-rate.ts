/** The rate of progress over the last seconds: a burst at the beginning says nothing about what is left. */
export interface RecentRate {
  /** Records a count at an instant, ms, and returns the rate per second; null until it has been watched long enough. */
  at(ms: number, count: number): number | null;
}

const windowMs = 10_000;
/** A rate over less than that is a guess. */
const minMs = 2_000;

export function makeRecentRate(): RecentRate {
  let samples: { readonly ms: number; readonly count: number }[] = [];
  return {
    at(ms, count) {
      samples.push({ ms, count });
      // The last one outside the window stays, so that the window is always full.
      const begin = samples.findLastIndex((sample) => ms - sample.ms >= windowMs);
      samples = samples.slice(Math.max(0, begin));
      const [first] = samples;
      if (!first || ms - first.ms < minMs) return null;
      return ((count - first.count) / (ms - first.ms)) * 1_000;
    },
  };
}
