import { expect } from 'chai';
import { latencyBoundsMs, latencyBucket, latencyQuantile } from './latency.ts';

const countOf = (...latencies: number[]): number[] => {
  const buckets = new Array<number>(latencyBoundsMs.length + 1).fill(0);
  for (const ms of latencies) buckets[latencyBucket(ms)] = (buckets[latencyBucket(ms)] ?? 0) + 1;
  return buckets;
};

describe('latencies in buckets', () => {
  it('fall into the bucket whose bound they do not exceed', () => {
    expect([0, 10, 11, 25, 30_000, 30_001].map(latencyBucket)).to.deep.equal([0, 0, 1, 1, 10, 11]);
  });

  it('have quantiles within the bucket that holds them', () => {
    expect(latencyQuantile(countOf(), 0.5)).to.equal(null);
    expect(latencyQuantile(countOf(7), 0.5)).to.equal(5);
    expect(latencyQuantile(countOf(60, 60, 60, 60), 0.5)).to.equal(75);
    const mostlyFast = countOf(...new Array<number>(95).fill(40), ...new Array<number>(5).fill(900));
    expect(latencyQuantile(mostlyFast, 0.5)).to.be.within(25, 50);
    expect(latencyQuantile(mostlyFast, 0.95)).to.equal(50);
    expect(latencyQuantile(mostlyFast, 0.99)).to.be.within(500, 1_000);
    expect(latencyQuantile(countOf(99_000), 0.95), 'no more than the last bound is known').to.equal(30_000);
  });
});
