import { expect } from 'chai';
import { endOf } from './forecast.ts';

const now = new Date('2026-11-20T22:00:00Z');
const open = { state: 'open', pace: { requests: 8, per_ms: 1_000 }, quota: null, quiet_until: null } as const;

describe('the end of a run', () => {
  it('follows from the pace, after a quiet period', () => {
    expect(endOf(open, 80, now)).to.equal('2026-11-20T22:00:10.000Z');
    expect(endOf({ ...open, quiet_until: '2026-11-20T22:05:00.000Z' }, 8, now)).to.equal('2026-11-20T22:05:01.000Z');
    expect(endOf({ ...open, state: 'paused' }, 8, now)).to.equal(null);
  });

  it('waits for the days on which the quota allows the rest', () => {
    const slow = { ...open, pace: { requests: 4, per_ms: 60_000 } };
    const quota = { limit: 25, used: 20, resets_at: '2026-11-21T05:00:00.000Z' };
    expect(endOf({ ...slow, quota }, 5, now), 'today').to.equal('2026-11-20T22:01:15.000Z');
    expect(endOf({ ...slow, quota }, 9, now), 'tomorrow').to.equal('2026-11-21T05:01:00.000Z');
    expect(endOf({ ...slow, quota }, 30, now), 'all of tomorrow').to.equal('2026-11-21T05:06:15.000Z');
    expect(endOf({ ...slow, quota }, 31, now), 'the day after').to.equal('2026-11-22T05:00:15.000Z');
  });
});
