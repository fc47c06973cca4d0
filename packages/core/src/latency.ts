/** The upper bounds of the buckets in which latencies are counted, ms; what took longer falls into one more. */
export const latencyBoundsMs = [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000] as const;

/** The bucket that a latency falls into. */
export function latencyBucket(ms: number): number {
  const at = latencyBoundsMs.findIndex((bound) => ms <= bound);
  return at === -1 ? latencyBoundsMs.length : at;
}

/**
 * The latency below which this share of the counted ones lie, ms, as exact as the buckets allow: within its bucket it is
 * taken to be spread evenly. Null where nothing was counted.
 */
export function latencyQuantile(buckets: readonly number[], share: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let below = 0;
  for (const [at, count] of buckets.entries()) {
    if (count > 0 && below + count >= share * total) {
      const from = latencyBoundsMs[at - 1] ?? 0;
      const to = latencyBoundsMs[at] ?? from;
      return Math.round(from + ((to - from) * (share * total - below)) / count);
    }
    below += count;
  }
  return null;
}
