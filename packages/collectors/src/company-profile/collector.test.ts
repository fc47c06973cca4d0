import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { companyProfile } from './collector.ts';

describe('collector company-profile', () => {
  checkCollector(companyProfile, {
    summary: 'found',
    'summary-odd': 'found',
    'summary-of-another': 'WRONG_ANSWER',
    'summary-price-alone': 'nothing',
    'summary-no-fundamentals': 'nothing',
    'summary-unknown': 'gone',
    'summary-error': 'UNEXPECTED_ANSWER',
  });

  it('takes numbers as they are written, and no text for a number', () => {
    const recordOf = (name: string) => {
      const fixture = fixturesOf('company-profile').get(name);
      const outcome = fixture && outcomeOf(companyProfile, fixture);
      return outcome?.kind === 'found' ? outcome.records?.[0] : undefined;
    };
    expect(recordOf('summary')).to.include({
      sharesOutstanding: '5496999936',
      impliedShares: '12128000000',
      institutionsPercentHeld: '0.61476004',
      sector: 'Technology',
      financialCurrency: 'CNY',
      employees: '150000',
    });
    expect(recordOf('summary-odd')).to.include({
      sharesOutstanding: null,
      impliedShares: null,
      institutionsPercentHeld: '1.09',
      insidersPercentHeld: null,
      sector: null,
    });
  });
});
