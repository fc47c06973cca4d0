import { expect } from 'chai';
import { coverageByYear } from './coverage-years.ts';

const now = new Date('2026-11-20T22:00:00Z');
const group = { symbol: 'AAPL', mic: 'XNYS', instruments: 2, first: '2025-12-30', open: [] } as const;
const from = '2025-01-01';

describe('coverage by year', () => {
  it('counts the sessions that are due, one for each instrument, from the first day on', () => {
    const [last, current] = coverageByYear([group], { from, now });
    expect(last).to.deep.equal({
      dataset: 'daily-prices',
      year: 2025,
      instruments: 2,
      incomplete: 0,
      due: 4,
      missing: 0,
    });
    expect(current).to.deep.include({ year: 2026, instruments: 2, incomplete: 0, missing: 0 });
  });

  it('counts what is missing by session, without weekends and holidays', () => {
    // From Wednesday over New Year and a weekend to Monday.
    const open = [{ from: '2025-12-31', before: '2026-01-06' }];
    const [last, current] = coverageByYear(
      [
        { ...group, open },
        { ...group, instruments: 1 },
      ],
      { from, now },
    );
    expect([last?.missing, last?.incomplete, last?.instruments]).to.deep.equal([2, 2, 3]);
    expect([current?.missing, current?.incomplete]).to.deep.equal([4, 2]);
  });

  it('leaves out what is not settled yet, and years before the first day', () => {
    const open = [{ from: '2026-11-20', before: '2026-11-21' }];
    const early = new Date('2026-11-20T15:00:00Z');
    expect(coverageByYear([{ ...group, open }], { from, now: early })[1]?.missing).to.equal(0);
    expect(coverageByYear([{ ...group, first: '2026-01-02' }], { from, now })[0]).to.deep.include({
      instruments: 0,
      due: 0,
    });
  });
});
