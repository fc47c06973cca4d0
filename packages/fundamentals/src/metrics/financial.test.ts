import { expect } from 'chai';
import { report, stated, year } from '../figures/invented-facts.fixture.ts';
import { isFinancial } from './financial.ts';

describe('a bank or an insurer', () => {
  const tenK = report('10-K', '2025-02-10');
  const of = (by: typeof tenK, ...tags: string[]) => tags.map((tag) => stated(by, tag, year(2024), 1));

  it('states income that only these have', () => {
    expect(isFinancial(of(tenK, 'InterestIncomeExpenseNet', 'NoninterestIncome'))).to.equal(true);
    expect(isFinancial(of(tenK, 'PremiumsEarnedNet', 'Revenues'))).to.equal(true);
    expect(isFinancial(of(tenK, 'InterestIncomeExpenseNet', 'Revenues'))).to.equal(false);
    expect(isFinancial([])).to.equal(false);
  });

  it('states it in its periodic reports of the last 400 days', () => {
    const later = (filed: string) => of(report('10-K', filed), 'Revenues');
    const premiums = of(tenK, 'PremiumsEarnedNet');
    expect(isFinancial([...premiums, ...later('2026-03-16')])).to.equal(true);
    expect(isFinancial([...premiums, ...later('2026-03-17')])).to.equal(false);
    expect(isFinancial(of(report('8-K', '2025-02-10'), 'PremiumsEarnedNet'))).to.equal(false);
  });
});
