import { expect } from 'chai';
import { preferredSources, SourcePreference } from './source-preference.ts';

describe('a preference of sources', () => {
  const preference = SourcePreference.parse('yahoo, alpha-vantage,stooq; XLON = stooq, yahoo; vod.l=alpha-vantage');

  it('is that of the ticker, or else of its exchange, or else the usual one', () => {
    expect(preferredSources(preference, { symbol: 'AAPL', mic: 'XNAS' })).to.eql(['yahoo', 'alpha-vantage', 'stooq']);
    expect(preferredSources(preference, { symbol: 'BP.L', mic: 'XLON' })).to.eql(['stooq', 'yahoo']);
    expect(preferredSources(preference, { symbol: 'VOD.L', mic: 'XLON' })).to.eql(['alpha-vantage']);
  });

  it('names nothing that is no source', () => {
    for (const wrong of ['', 'yaho', 'yahoo;XLON', 'yahoo;XLON=', 'yahoo;=stooq', 'yahoo;XLON=a=b', 'yahoo,,stooq']) {
      expect(SourcePreference.safeParse(wrong).success, wrong).to.equal(false);
    }
  });
});
