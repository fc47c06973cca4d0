import { tradingCalendar } from '@tickermill/core';
import { expect } from 'chai';
import { type Gaps, gapRequests } from './gap-requests.ts';

describe('what is asked for gaps', () => {
  const calendar = tradingCalendar('XNYS');
  /** 2026-11-20 is a Friday, whose session has settled. */
  const now = new Date('2026-11-21T01:00:00Z');
  const stored: Gaps = { firstStored: '2020-01-02', lastStored: '2026-11-13', lastAbsent: null, gaps: [] };
  const ask = (fields: Partial<Gaps>) =>
    gapRequests({ ...stored, ...fields }, { calendar, now }).map(({ from, to, isGap }) => [from, to, isGap]);

  it('is a request for each, and says whether later bars are stored', () => {
    const gaps = [
      { from: '2026-11-14', before: '2026-11-21' },
      { from: '2024-03-01', before: '2024-06-01' },
      { from: '2001-01-01', before: '2020-01-02' },
    ];
    expect(ask({ gaps })).to.deep.equal([
      ['2026-11-14', '2026-11-20', false],
      ['2024-03-01', '2024-05-31', true],
      ['2001-01-01', '2020-01-01', true],
    ]);
    const nothing = { firstStored: null, lastStored: null };
    expect(ask({ ...nothing, gaps: [{ from: '2001-01-01', before: '2026-11-21' }] })).to.deep.equal([
      ['2001-01-01', '2026-11-20', true],
    ]);
  });

  it('is nothing for days without a session, and goes no further than the last that has settled', () => {
    expect(ask({ gaps: [{ from: '2026-11-14', before: '2026-11-16' }] }), 'a weekend').to.deep.equal([]);
    expect(ask({ gaps: [{ from: '2025-12-25', before: '2025-12-26' }] }), 'a holiday').to.deep.equal([]);
    expect(ask({ gaps: [{ from: '2026-11-20', before: '2026-12-01' }] })).to.deep.equal([
      ['2026-11-20', '2026-11-20', false],
    ]);
    expect(ask({ gaps: [{ from: '2026-11-21', before: '2026-12-01' }] }), 'to come').to.deep.equal([]);
  });

  it('leaves the last sessions of a series that has ended to the refresh', () => {
    const gaps = [{ from: '2026-11-14', before: '2026-11-21' }];
    expect(ask({ gaps, lastAbsent: '2026-11-13' }), 'it was absent before').to.deep.equal([]);
    expect(ask({ gaps, lastAbsent: '2026-11-12' }), 'a bar came before').to.have.length(1);
    const longer = [{ from: '2026-11-12', before: '2026-11-21' }];
    expect(ask({ gaps: longer, lastAbsent: '2026-11-11' }), 'more than may be late').to.have.length(1);
  });
});
