import type { PriceSeries } from '@tickermill/core';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { alphaVantageDailyPrices } from './collector.ts';

describe('collector alpha-vantage-daily-prices', () => {
  checkCollector(alphaVantageDailyPrices, {
    daily: 'found',
    'daily-preferred': 'found',
    'daily-csv': 'found',
    'daily-older': 'nothing',
    'daily-other': 'WRONG_ANSWER',
    'daily-empty': 'UNEXPECTED_ANSWER',
    'daily-unreadable': 'found',
  });

  const series = (name: string) => {
    const fixture = fixturesOf('alpha-vantage-daily-prices').get(name);
    const outcome = fixture && outcomeOf(alphaVantageDailyPrices, fixture);
    return (outcome?.kind === 'found' ? outcome.records?.[0] : undefined) as PriceSeries;
  };

  it('gives prices as they were traded, with neither currency nor actions', () => {
    const { bars, ...rest } = series('daily');
    expect(rest).to.deep.include({
      basis: 'as-traded',
      isFallback: true,
      currency: null,
      actions: null,
      absent: [],
      isWhole: false,
    });
    expect(bars.map(({ date, close, adjClose }) => [date, close, adjClose])).to.deep.equal([
      ['2026-11-17', '10.2', null],
      ['2026-11-19', '10.4', null],
      ['2026-11-20', '10.53', null],
    ]);
  });

  it('is whole only as far back as it reaches, and knows of holes only as the preferred one', () => {
    expect(series('daily-preferred')).to.deep.include({ isWhole: false, absent: [], late: ['2026-11-18'] });
    expect(series('daily')).to.deep.include({ absent: [], late: [] });
  });

  it('leaves out a value that is none, and reports the day', () => {
    expect(series('daily-unreadable').oddities).to.deep.include({ day: '2026-11-20', what: 'unreadable' });
  });

  it('asks for exchanges that it has', () => {
    const serves = (symbol: string) =>
      alphaVantageDailyPrices.serves?.({
        ...alphaVantageDailyPrices.params.parse({
          symbol,
          from: '2026-11-20',
          to: '2026-11-20',
          settledTo: '2026-11-20',
          wholeFrom: '2020-01-02',
        }),
      });
    expect([serves('EXMP'), serves('EXMP.L'), serves('005930.KS'), serves('7203.T')]).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });
});
