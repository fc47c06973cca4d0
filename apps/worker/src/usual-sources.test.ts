import { SourcePreference } from '@tickermill/core';
import { expect } from 'chai';
import { usualSources } from './usual-sources.ts';

describe('the source that explains what went wrong with a dataset', () => {
  const prices = (setting: string, keys: object = {}) =>
    usualSources(keys, SourcePreference.parse(setting))('daily-prices');
  const stooq = { stooq: 'KEY' };

  it('is the first of its collectors where nothing is preferred', () => {
    const of = usualSources(stooq, null);
    expect(['insider-trades', 'daily-prices', 'quotes', 'nothing'].map(of)).to.deep.equal([
      ['sec-edgar'],
      ['yahoo'],
      ['yahoo'],
      [],
    ]);
  });

  it('is the first that PRICE_SOURCES names and that has its key, of prices alone', () => {
    expect(prices('stooq, yahoo; XLON = yahoo', stooq)).to.deep.equal(['stooq']);
    expect(prices('stooq, yahoo')).to.deep.equal(['yahoo']);
    expect(prices('none', stooq)).to.deep.equal([]);
    expect(usualSources(stooq, SourcePreference.parse('stooq, yahoo'))('insider-trades')).to.deep.equal(['sec-edgar']);
  });
});
