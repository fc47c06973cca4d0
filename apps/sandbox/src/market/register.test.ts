import { defaultWatchlist } from '@tickermill/core';
import { expect } from 'chai';
import { openRegister } from './register.ts';

describe('the register', () => {
  it('lists the default watchlist first: 25 symbols of 24 companies', () => {
    const { entries, companies, ofTicker } = openRegister(1, 25);
    expect(entries.map(({ ticker }) => ticker)).to.deep.equal(defaultWatchlist);
    expect([entries.length, companies.length]).to.deep.equal([25, 24]);
    expect(ofTicker('GOOG')?.cik).to.equal('0001652044');
    expect(ofTicker('GOOG')).to.equal(ofTicker('GOOGL'));
  });

  it('grows without changing what it has', () => {
    const [small, large] = [openRegister(1, 60), openRegister(1, 3000)];
    expect(large.entries.slice(0, 60)).to.deep.equal(small.entries);
    expect(new Set(large.entries.map(({ ticker }) => ticker)).size).to.equal(3000);
    expect(new Set(large.companies.map(({ cik }) => cik)).size).to.equal(2999);
  });

  it('can be shorter than the watchlist', () => {
    const { entries, companies } = openRegister(1, 5);
    expect(entries.map(({ ticker }) => ticker)).to.deep.equal(['AAPL', 'MSFT', 'NVDA', 'AMZN', 'GOOGL']);
    expect(companies.at(-1)?.tickers).to.deep.equal(['GOOGL']);
  });
});
