import { expect } from 'chai';
import { openCounts } from './counts.ts';
import { slidingWindow } from './sliding-window.ts';

describe('the sliding window', () => {
  it('counts the arrivals of the last second, to the fraction of a millisecond', () => {
    const { arrive } = slidingWindow();
    expect([0, 0, 999.9, 1000, 1000.1].map(arrive)).to.deep.equal([1, 2, 3, 2, 3]);
  });

  it('finds peaks that fixed seconds would hide', () => {
    const counts = openCounts();
    const lateInOneSecond = Array.from({ length: 10 }, (_, nth) => 900 + nth);
    const earlyInTheNext = Array.from({ length: 10 }, (_, nth) => 1000 + nth);
    for (const at of [...lateInOneSecond, ...earlyInTheNext, 5000]) counts.arrive({ at, earliest: at }, 'free');
    expect(counts.report().peakPerSecond).to.equal(20);
  });

  it('stays right over more arrivals than it keeps', () => {
    const { arrive } = slidingWindow();
    let last = 0;
    for (let at = 0; at < 20_000; at += 0.5) last = arrive(at);
    expect(last).to.equal(2000);
  });
});
