import { expect } from 'chai';
import { readYahooNumber } from './yahoo-units.ts';

describe('numbers of Yahoo', () => {
  it('are fractions, whether they are written as such or in percent', () => {
    expect(readYahooNumber('majorHoldersBreakdown.institutionsPercentHeld', '0.61476004')).to.equal('0.61476004');
    expect(readYahooNumber('summaryDetail.dividendYield', '0.0041')).to.equal('0.0041');
    expect(readYahooNumber('financialData.debtToEquity', '145.001')).to.equal('1.45001');
    expect(readYahooNumber('summaryDetail.fiveYearAvgDividendYield', '0.56')).to.equal('0.0056');
  });

  it('are counts as they are written, and nothing where there is none', () => {
    expect(readYahooNumber('defaultKeyStatistics.sharesOutstanding', '5496999936')).to.equal('5496999936');
    for (const none of ['nan', '-1', '', {}, null, undefined, 5])
      expect(readYahooNumber('defaultKeyStatistics.sharesOutstanding', none)).to.equal(null);
  });

  it('are no money: book value is in the currency of the reports, and the price in its own', () => {
    // @ts-expect-error GBP beside a price in GBp
    const bookValue = readYahooNumber('defaultKeyStatistics.bookValue', '1.87');
    // @ts-expect-error CNY beside a price in USD
    const dividends = readYahooNumber('summaryDetail.trailingAnnualDividendRate', '7.221');
    // @ts-expect-error GBp
    const price = readYahooNumber('price.regularMarketPrice', '345.6');
    expect([bookValue, dividends, price]).to.deep.equal([null, null, null]);
  });
});
