import { expect } from 'chai';
import { endOf } from './forecast.ts';

const now = new Date('2026-11-20T22:00:00Z');
const open = { state: 'open', pace: { requests: 8, perMs: 1_000 }, quota: null, quietUntil: null } as const;

describe('the end of a run', () => {
  it('follows from the pace, after a quiet period', () => {
    expect(endOf(open, 80, now)).to.deep.equal(new Date('2026-11-20T22:00:10.000Z'));
    expect(endOf({ ...open, quietUntil: new Date('2026-11-20T22:05:00Z') }, 8, now)).to.deep.equal(
      new Date('2026-11-20T22:05:01.000Z'),
    );
    expect(endOf({ ...open, state: 'paused' }, 8, now)).to.equal(null);
  });

  it('waits for the days on which the quota allows the rest', () => {
    const slow = { ...open, pace: { requests: 4, perMs: 60_000 } };
    const quota = { limit: 25, used: 20, resetsAt: new Date('2026-11-21T05:00:00Z') };
    expect(endOf({ ...slow, quota }, 5, now), 'today').to.deep.equal(new Date('2026-11-20T22:01:15.000Z'));
    expect(endOf({ ...slow, quota }, 9, now), 'tomorrow').to.deep.equal(new Date('2026-11-21T05:01:00.000Z'));
    expect(endOf({ ...slow, quota }, 30, now), 'all of tomorrow').to.deep.equal(new Date('2026-11-21T05:06:15.000Z'));
    expect(endOf({ ...slow, quota }, 31, now), 'the day after').to.deep.equal(new Date('2026-11-22T05:00:15.000Z'));
  });
});
