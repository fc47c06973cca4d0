import { expect } from 'chai';
import { quotaLeft } from './source-choice.ts';

describe('what a source with a quota can still be asked today', () => {
  const quota = { perDay: 25, resetZone: 'America/New_York' };
  const limited = [{ id: 'alpha-vantage', quota }] as const;
  const now = new Date('2026-11-20T15:00:00Z');
  const status = (day: string | null, used: number) => ({
    source: 'alpha-vantage',
    quota: { day: day === null ? null : new Date(day), used },
  });
  const waiting = { source: 'alpha-vantage', waiting: 3, queued: 2, running: 1 };
  const left = (...[statuses, open]: [ReturnType<typeof status>[], (typeof waiting)[]]) =>
    quotaLeft(limited, { statuses, open }, now).get('alpha-vantage');

  it('is what was neither used nor is claimed by its waiting, queued and running tasks', () => {
    expect(left([status('2026-11-20', 10)], [])).to.equal(15);
    expect(left([status('2026-11-20', 10)], [waiting])).to.equal(9);
    expect(left([status('2026-11-20', 19)], [waiting])).to.equal(0);
    expect(left([status('2026-11-20', 10)], [{ ...waiting, source: 'yahoo' }])).to.equal(15);
  });

  it('begins anew with the day of its zone', () => {
    expect(left([status('2026-11-19', 25)], [waiting])).to.equal(19);
    expect(left([status(null, 0)], [waiting])).to.equal(19);
  });

  it('is not named for a source that was never asked or has no quota', () => {
    expect(left([], [waiting])).to.equal(undefined);
    const yahoo = { source: 'yahoo', quota: { day: null, used: 0 } };
    expect(left([yahoo, status('2026-11-20', 10)], [])).to.equal(15);
    expect(left([yahoo], [])).to.equal(undefined);
    expect([...quotaLeft([{ id: 'yahoo', quota: null }], { statuses: [yahoo], open: [] }, now)]).to.deep.equal([]);
  });
});
