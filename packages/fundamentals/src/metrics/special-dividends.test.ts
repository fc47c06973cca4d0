import { expect } from 'chai';
import { areSpecial } from './special-dividends.ts';

describe('special dividends', () => {
  const quarterly = (...amounts: readonly string[]) =>
    amounts.map((amount, nth) => ({
      exDate: `${2024 + Math.floor(nth / 4)}-${['02', '05', '08', '11'][nth % 4]}-10`,
      amount,
    }));
  const special = (dividends: readonly { exDate: string; amount: string }[]) =>
    dividends.flatMap(({ exDate }, nth) => (areSpecial(dividends)[nth] ? [exDate] : []));

  it('are far above the usual ones and out of turn, or followed by a usual one', () => {
    const usual = quarterly('1', '1', '1', '1', '1.1');
    expect(special(usual)).to.deep.equal([]);
    expect(special([...usual, { exDate: '2025-03-15', amount: '15' }])).to.deep.equal(['2025-03-15']);
    expect(special([{ exDate: '2024-12-27', amount: '2.05' }, ...usual])).to.deep.equal(['2024-12-27']);
    expect(special([...usual, { exDate: '2025-03-15', amount: '1.9' }])).to.deep.equal([]);
    expect(special(quarterly('1', '1', '5', '1', '1', '1'))).to.deep.equal(['2024-08-10']);
  });

  it('are no raises, and none where nothing is usual', () => {
    expect(special(quarterly('1', '1', '1', '1', '3', '3', '3'))).to.deep.equal([]);
    expect(special(quarterly('1', '1', '1', '1', '3')), 'the next one will tell').to.deep.equal([]);
    expect(special(quarterly('1', '1', '1', '9', '1').slice(1))).to.deep.equal([]);
  });
});
