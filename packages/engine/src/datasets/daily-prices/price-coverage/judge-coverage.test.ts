import type { CoverageOf } from '@tickermill/store/prices';
import { expect } from 'chai';
import { firstTradeDay, holds, judgeCoverage } from './judge-coverage.ts';

const now = new Date('2026-11-20T22:00:00Z');
const coverage: CoverageOf = {
  covered: [
    { from: '2026-11-16', before: '2026-11-18' },
    { from: '2026-11-02', before: '2026-11-10' },
  ],
  absent: [{ from: '2026-11-10', before: '2026-11-11' }, { before: '2026-10-30' }],
  stopgap: [{ from: '2026-11-17', before: '2026-11-18' }],
  provisional: [{ from: '2026-11-20', before: '2026-11-21' }],
  provider: 'yahoo',
  currency: 'USD',
  mistrustedAt: now,
  auditedAt: null,
  writtenAt: now,
};

describe('coverage by the calendar', () => {
  it('counts the sessions from the first trade to the last that has settled, and names the gaps', () => {
    const { gaps, sessions, ...rest } = judgeCoverage(coverage, { mic: 'XNYS', now });
    expect(gaps).to.deep.equal([
      { from: '2026-10-30', to: '2026-10-30', sessions: 1 },
      { from: '2026-11-11', to: '2026-11-13', sessions: 3 },
      { from: '2026-11-18', to: '2026-11-20', sessions: 3 },
    ]);
    expect(sessions).to.deep.equal({ due: 16, covered: 8, absent: 1, missing: 7 });
    expect(rest).to.deep.equal({
      dataset: 'daily-prices',
      exchange: 'XNYS',
      firstDay: '2026-10-30',
      lastSettled: '2026-11-20',
      covered: [
        { from: '2026-11-02', to: '2026-11-09' },
        { from: '2026-11-16', to: '2026-11-17' },
      ],
      absent: [{ from: '2026-11-10', to: '2026-11-10' }],
      stopgap: [{ from: '2026-11-17', to: '2026-11-17' }],
      provisional: [{ from: '2026-11-20', to: '2026-11-20' }],
      mistrustedAt: new Date('2026-11-20T22:00:00.000Z'),
    });
  });

  it('has no gap over days on which the exchange was closed', () => {
    const before = { from: '2026-11-13', before: '2026-11-14' };
    const after = { from: '2026-11-16', before: '2026-11-21' };
    const { gaps } = judgeCoverage({ ...coverage, covered: [after, before], absent: [] }, { mic: 'XNYS', now });
    expect(gaps).to.deep.equal([]);
  });

  it('owes nothing where nothing was ever stored', () => {
    const { gaps, sessions, firstDay } = judgeCoverage(null, { mic: 'XLON', now });
    expect([gaps, sessions.due, firstDay]).to.deep.equal([[], 0, null]);
  });

  it('knows the first trade by what is absent for ever before it', () => {
    expect(firstTradeDay(coverage)).to.equal('2026-10-30');
    expect([holds(coverage.absent, '1999-01-04'), holds(coverage.absent, '2026-10-30')]).to.deep.equal([true, false]);
  });
});
