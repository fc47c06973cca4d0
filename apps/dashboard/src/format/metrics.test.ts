import { expect } from 'chai';
import { metricText } from './metrics.ts';

describe('a metric in few characters', () => {
  it('is a percentage of a fraction, a count, or a ratio of two places', () => {
    expect(metricText('dividend_yield', '0.0043')).to.equal('0.4 %');
    expect(metricText('institutional_ownership', '1.0234')).to.equal('102.3 %');
    expect(metricText('eps_cagr_5y', '-0.1')).to.equal('−10.0 %');
    expect(metricText('revenue_deviation_5y', '2')).to.equal('200.0 %');
    expect(metricText('pe', '36.257142')).to.equal('36.26');
    expect(metricText('eps_years_up_5y', '4')).to.equal('4');
    expect(metricText('market_cap', '4014000000000')).to.equal('4T');
    expect(metricText('price', '1234.5')).to.equal('1,234.50');
  });
});
