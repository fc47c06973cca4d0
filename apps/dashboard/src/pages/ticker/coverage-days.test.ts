import type { CoverageView } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { sinceFirstStored, stateOfDay, stateOfMonth, weeksOf, yearsOf } from './coverage-days.ts';

const coverage: CoverageView = {
  dataset: 'daily-prices',
  exchange: 'XNYS',
  first_day: '2024-12-30',
  last_settled: '2026-02-27',
  covered: [{ from: '2024-12-30', to: '2026-01-05' }],
  gaps: [{ from: '2026-01-06', to: '2026-01-07', sessions: 2 }],
  absent: [{ from: '2026-01-08', to: '2026-01-08' }],
  stopgap: [{ from: '2025-03-03', to: '2025-03-04' }],
  provisional: [{ from: '2026-02-27', to: '2026-02-27' }],
  mistrusted_at: null,
  findings: [],
  sessions: { due: 290, covered: 285, absent: 1, missing: 2 },
};

describe('the days of a coverage', () => {
  it('stand as their ranges say, ends included', () => {
    const states = ['2024-12-29', '2024-12-30', '2025-03-04', '2026-01-05', '2026-01-07', '2026-01-08', '2026-02-27'];
    expect(states.map((day) => stateOfDay(day, coverage))).to.deep.equal([
      'none',
      'covered',
      'stopgap',
      'covered',
      'missing',
      'absent',
      'provisional',
    ]);
  });

  it('are not missing before the first stored one: those were never requested', () => {
    const early = { from: '1980-12-12', to: '2024-12-27', sessions: 11_156 };
    const sessions = { due: 11_446, covered: 285, absent: 1, missing: 11_158 };
    const grown: CoverageView = {
      ...coverage,
      first_day: '1980-12-12',
      gaps: [early, ...coverage.gaps],
      sessions,
    };
    expect(sinceFirstStored(grown)).to.deep.equal({ since: coverage, earlier: 11_156 });
    expect(sinceFirstStored(coverage)).to.deep.equal({ since: coverage, earlier: 0 });
    const empty = { ...grown, covered: [], gaps: [early], sessions: { ...sessions, covered: 0, missing: 11_156 } };
    const { since, earlier } = sinceFirstStored(empty);
    expect(earlier).to.equal(11_156);
    expect(since).to.deep.include({ first_day: null, gaps: [] });
  });

  it('make a month stand as its worst day', () => {
    expect(
      ['2024-11', '2024-12', '2025-03', '2026-01', '2026-02'].map((month) => stateOfMonth(month, coverage)),
    ).to.deep.equal(['none', 'covered', 'stopgap', 'missing', 'provisional']);
  });

  it('reach over years, the latest first', () => {
    expect(yearsOf(coverage)).to.deep.equal([2026, 2025, 2024]);
    expect(yearsOf({ ...coverage, first_day: null })).to.deep.equal([]);
  });

  it('stand in weeks from Monday, leap days included', () => {
    const february = weeksOf('2024-02');
    expect(february[0]).to.deep.equal([null, null, null, '2024-02-01', '2024-02-02', '2024-02-03', '2024-02-04']);
    expect(february.at(-1)).to.deep.equal(['2024-02-26', '2024-02-27', '2024-02-28', '2024-02-29', null, null, null]);
    expect(weeksOf('2021-02')).to.have.lengthOf(4);
    expect(weeksOf('2026-03').flat().filter(Boolean)).to.have.lengthOf(31);
  });
});
