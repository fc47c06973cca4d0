import type { PriceSeries } from '@tickermill/core';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { toStooqSymbol, toYahooSymbol } from '../provider-symbols.ts';
import { stooqDailyPrices } from './collector.ts';

describe('collector stooq-daily-prices', () => {
  checkCollector(stooqDailyPrices, {
    file: 'found',
    'file-polish': 'found',
    'file-none': 'nothing',
    'file-other-columns': 'UNEXPECTED_ANSWER',
    'file-cut-off': 'UNEXPECTED_ANSWER',
    'file-page': 'UNEXPECTED_ANSWER',
    'file-of-another': 'WRONG_ANSWER',
  });

  it('reads both sites alike, volumes whole or missing', () => {
    const series = (name: string) => {
      const fixture = fixturesOf('stooq-daily-prices').get(name);
      const outcome = fixture && outcomeOf(stooqDailyPrices, fixture);
      return (outcome?.kind === 'found' ? outcome.records?.[0] : undefined) as PriceSeries;
    };
    expect(series('file')).to.deep.equal(series('file-polish'));
    expect(series('file').basis).to.equal('split-and-dividend-adjusted');
    expect(
      series('file').bars.map(({ open, close, adjClose, volume }) => [open, close, adjClose, volume]),
    ).to.deep.equal([
      ['0.062951', '0.070576', null, '1463518723'],
      ['1.5', '1.5', null, null],
      ['2', '2', null, '0'],
    ]);
  });

  it('writes symbols as each provider does', () => {
    const listed = (symbol: string, mic: string | null = null) => ({ symbol, mic });
    expect(
      [listed('BRK-B'), listed('BRK.B'), listed('EXMP.L'), listed('EXMP.DE'), listed('005930.KS')].map(toStooqSymbol),
    ).to.deep.equal(['brk-b.us', 'brk-b.us', 'exmp.uk', 'exmp.de', null]);
    expect(
      [listed('BRK.B'), listed('EXMP', 'XLON'), listed('EXMP.L'), listed('7203.T')].map(toYahooSymbol),
    ).to.deep.equal(['BRK-B', 'EXMP.L', 'EXMP.L', '7203.T']);
  });
});
