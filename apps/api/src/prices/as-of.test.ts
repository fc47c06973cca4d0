import { expect } from 'chai';
import { toAsOf } from './as-of.ts';

const now = new Date('2026-11-20T22:00:00Z');

describe('as of when', () => {
  it('takes a day for its end, and today for now', () => {
    expect(toAsOf('2026-11-19', now).toISOString()).to.equal('2026-11-19T23:59:59.999Z');
    expect(toAsOf('2026-11-20', now)).to.equal(now);
    expect(toAsOf('2026-11-20T21:59:59Z', now).toISOString()).to.equal('2026-11-20T21:59:59.000Z');
  });

  it('refuses what has not come yet', () => {
    for (const text of ['2026-11-21', '2026-11-20T22:00:01Z']) expect(() => toAsOf(text, now), text).to.throw('future');
  });
});
