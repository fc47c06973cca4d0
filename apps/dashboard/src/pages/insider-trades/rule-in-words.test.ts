import { expect } from 'chai';
import { ruleInWords } from './rule-in-words.ts';

const none = {
  tickers: null,
  watchlist: null,
  codes: null,
  min_value: null,
  table: null,
  roles: null,
  cluster: null,
};

describe('a watch rule in words', () => {
  it('names each of its conditions', () => {
    expect(ruleInWords({ ...none, codes: ['P'], min_value: '1000000.50', tickers: ['AAPL', 'MSFT'] })).to.equal(
      'code P, at least 1,000,000.50 USD, of AAPL, MSFT',
    );
    expect(
      ruleInWords({ ...none, watchlist: 'mine', roles: ['officer'], cluster: { insiders: 3, days: 10 } }),
    ).to.equal('on watchlist mine, by officer, 3 insiders within 10 days');
  });

  it('says that it excludes nothing', () => {
    expect(ruleInWords(none)).to.equal('every trade of a tracked company');
  });

  it('counts the tickers beyond the eighth', () => {
    const tickers = Array.from({ length: 10 }, (_, index) => `T${index}`);
    expect(ruleInWords({ ...none, tickers })).to.match(/T7 \+ 2$/);
    expect(ruleInWords({ ...none, tickers: tickers.slice(0, 8) })).to.match(/T7$/);
  });
});
