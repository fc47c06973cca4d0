import { expect } from 'chai';
import { makeRecentRate } from './recent-rate.ts';

describe('the rate of the last seconds', () => {
  it('is unknown for the first two', () => {
    const rate = makeRecentRate();
    expect([rate.at(0, 0), rate.at(1_999, 10), rate.at(2_000, 10)]).to.deep.equal([null, null, 5]);
  });

  it('forgets a burst once it lies ten seconds back', () => {
    const rate = makeRecentRate();
    rate.at(0, 0);
    rate.at(1_000, 10);
    expect(rate.at(10_000, 16), 'with the burst').to.equal(1.6);
    expect(rate.at(11_000, 17), 'without it').to.be.closeTo(0.7, 1e-9);
    expect(rate.at(60_000, 17), 'nothing moves').to.equal(0);
  });
});
