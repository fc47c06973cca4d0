import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { checkManyOptions, type ManyOptions } from './watch-many.ts';

const refusal = (tickers: readonly string[], options: ManyOptions): string => {
  try {
    checkManyOptions(tickers, options);
    return 'none';
  } catch (error) {
    return error instanceof PipelineError && error.code === 'INVALID_INPUT' ? error.message : String(error);
  }
};

describe('the options of watch that name many tickers', () => {
  it('are refused together, for one of them would be ignored', () => {
    expect(refusal([], { exchange: 'XNAS', file: 'a.csv' })).to.match(/--exchange and --file .*one at a time/);
    expect(refusal([], { exchange: 'XNAS', allUs: true })).to.include('--exchange and --all-us');
    expect(refusal(['AAPL'], { file: 'a.csv' })).to.include('tickers and --file');
  });

  it('are refused where they narrow or replace nothing', () => {
    expect(refusal(['AAPL'], { kind: 'stock' })).to.include('--exchange, or give --all-us');
    expect(refusal([], { file: 'a.csv', kind: 'stock' })).to.include('--kind');
    expect(refusal(['AAPL'], { replace: true })).to.include('--replace');
  });

  it('are good one at a time', () => {
    const good: readonly [string[], ManyOptions][] = [
      [['AAPL', 'MSFT'], {}],
      [[], { exchange: 'XNAS', kind: 'stock', replace: true }],
      [[], { allUs: true, kind: 'etf' }],
      [[], { file: 'a.csv', replace: true }],
      [[], {}],
    ];
    for (const [tickers, options] of good) expect(refusal(tickers, options)).to.equal('none');
  });
});
