import { expect } from 'chai';
import { viewQuota } from './source-view.ts';

const quota = { perDay: 25, resetZone: 'America/New_York' };
const evening = new Date('2026-11-20T02:00:00Z'); // still the 19th in New York
const next = new Date('2026-11-20T05:00:00Z');

describe('the quota of a source as it is reported', () => {
  it('counts what was used on the day that its zone has', () => {
    const used = { day: new Date('2026-11-19'), used: 7 };
    expect(viewQuota(quota, used, evening)).to.deep.equal({ limit: 25, used: 7, resetsAt: next });
  });

  it('is unused on a new day, and before the first request', () => {
    const unused = { limit: 25, used: 0, resetsAt: next };
    expect(viewQuota(quota, { day: new Date('2026-11-18'), used: 25 }, evening)).to.deep.equal(unused);
    expect(viewQuota(quota, { day: null, used: 0 }, evening)).to.deep.equal(unused);
  });
});
