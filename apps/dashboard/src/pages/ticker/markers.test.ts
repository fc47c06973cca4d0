import type { CorporateActionsView } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { extremesOf } from './extremes.ts';
import { markersOf } from './markers.ts';

const bars = ['2026-01-02', '2026-01-05', '2026-01-06'].map((date) => ({ date }));
const trade = (date: string | null, code: string, counted = true) => ({ date, code, counted });
const known = { provider: 'x', known_from: '2026-01-01T00:00:00Z' };
const actions: CorporateActionsView['items'] = [
  { date: '2026-01-06', type: 'split', ratio: '4', amount: null, ...known },
  { date: '2025-12-31', type: 'dividend', ratio: null, amount: '1', ...known },
];

describe('the marks on prices', () => {
  it('stand at sessions, one for each day and way, with their number', () => {
    const trades = [trade('2026-01-05', 'P'), trade('2026-01-05', 'P'), trade('2026-01-05', 'S')];
    expect(markersOf(bars, trades, [])).to.deep.equal([
      { date: '2026-01-05', kind: 'bought', text: '2' },
      { date: '2026-01-05', kind: 'sold', text: '' },
    ]);
  });

  it('are moved from a weekend to the next session, and left out before the first and after the last', () => {
    const trades = [trade('2026-01-03', 'S'), trade('2026-01-01', 'S'), trade('2026-01-07', 'S'), trade(null, 'S')];
    expect(markersOf(bars, trades, [])).to.deep.equal([{ date: '2026-01-05', kind: 'sold', text: '' }]);
  });

  it('leave out what is no trade of the open market, or counts in no statistic', () => {
    expect(markersOf(bars, [trade('2026-01-05', 'A'), trade('2026-01-05', 'P', false)], [])).to.deep.equal([]);
  });

  it('are splits and dividends too', () => {
    expect(markersOf(bars, [], actions)).to.deep.equal([{ date: '2026-01-06', kind: 'split', text: 'S 4' }]);
  });
});

describe('the extremes of prices', () => {
  it('are texts, compared as numbers', () => {
    const of = (low: string | null, high: string | null) => ({ low, high });
    expect(extremesOf([of('9.50', '100.10'), of(null, null), of('10.00', '99.9')])).to.deep.equal({
      low: '9.50',
      high: '100.10',
    });
    expect(extremesOf([])).to.deep.equal({ low: null, high: null });
  });
});
