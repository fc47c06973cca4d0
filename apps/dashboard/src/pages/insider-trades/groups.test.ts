import { expect } from 'chai';
import { groupLink, groupName } from './groups.ts';

const group = (key: string | null, name: string | null = null, tickers: string[] = []) => ({ key, name, tickers });

describe('a group of a statistic', () => {
  it('is called by its tickers and name, its code and what that means, or its month', () => {
    expect(groupName('ticker', group('0000320193', 'Apple Inc.', ['AAPL']))).to.equal('AAPL · Apple Inc.');
    expect(groupName('ticker', group('0000320193'))).to.equal('0000320193');
    expect(groupName('code', group('P'))).to.equal('P purchase');
    expect(groupName('code', group('Z'))).to.equal('Z');
    expect(groupName('month', group('2026-02'))).to.equal('2026-02');
    expect(groupName('code', group(null))).to.equal('not said');
  });

  it('leads to its trades, a month to all its days', () => {
    expect(groupLink('month', group('2028-02'))).to.include({ from: '2028-02-01', to: '2028-02-29' });
    expect(groupLink('month', group('2026-12'))).to.include({ from: '2026-12-01', to: '2026-12-31' });
    expect(groupLink('insider', group('0001'))).to.deep.equal({ tab: 'feed', page: 1, owner: '0001' });
    expect(groupLink('ticker', group('1', 'A', ['A', 'A.B']))).to.include({ ticker: 'A' });
  });

  it('leads nowhere where no filter finds its trades', () => {
    expect(groupLink('ticker', group('1', 'Delisted', []))).to.equal(null);
    expect(groupLink('code', group(null))).to.equal(null);
  });
});
