import { expect } from 'chai';
import { isPreferred, PriceSource, preferredSources, SourcePreference } from './source-preference.ts';
import { SourceId } from './sources.ts';

describe('a preference of sources', () => {
  const preference = SourcePreference.parse('yahoo, alpha-vantage,stooq; XLON = stooq, yahoo; vod.l=alpha-vantage');

  it('is that of the ticker, or else of its exchange, or else the usual one', () => {
    expect(preferredSources(preference, { symbol: 'AAPL', mic: 'XNAS' })).to.eql(['yahoo', 'alpha-vantage', 'stooq']);
    expect(preferredSources(preference, { symbol: 'BP.L', mic: 'XLON' })).to.eql(['stooq', 'yahoo']);
    expect(preferredSources(preference, { symbol: 'VOD.L', mic: 'XLON' })).to.eql(['alpha-vantage']);
  });

  it('leaves out whom it does not name anywhere, and nobody else', () => {
    const used = (text: string) => SourceId.options.filter((id) => isPreferred(SourcePreference.parse(text), id));
    const others = SourceId.options.filter((id) => !PriceSource.safeParse(id).success);
    expect(others).to.include('sec-edgar');
    expect(used('stooq')).to.have.members([...others, 'stooq']);
    expect(used('stooq; TSLA = yahoo')).to.have.members([...others, 'stooq', 'yahoo']);
    expect(used('none')).to.have.members(others);
    expect(preferredSources(SourcePreference.parse('none'), { symbol: 'AAPL', mic: 'XNAS' })).to.deep.equal([]);
  });

  it('names nothing that is no source of prices', () => {
    for (const wrong of [
      'none, yahoo',
      'sec-edgar',
      '',
      'yaho',
      'yahoo;XLON',
      'yahoo;XLON=',
      'yahoo;=stooq',
      'yahoo;XLON=a=b',
      'yahoo,,stooq',
    ]) {
      expect(SourcePreference.safeParse(wrong).success, wrong).to.equal(false);
    }
  });
});
