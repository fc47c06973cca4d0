import { expect } from 'chai';
import { report, stated, year } from './invented-facts.fixture.ts';
import { withPredecessors } from './predecessor.ts';

const tags = ['Revenues', 'NetIncomeLoss', 'OperatingIncomeLoss', 'GrossProfit', 'IncomeTaxExpenseBenefit', 'Assets'];

describe('facts of a predecessor', () => {
  const before = report('10-K', '2024-02-10');
  const after = report('10-K', '2025-02-10');
  /** Three years of the predecessor, of which the successor shows the last beside its own. */
  const former = [2022, 2023].flatMap((each) =>
    tags.map((tag, nth) => stated(before, tag, year(each), each * 10 + nth)),
  );
  const ownYear = tags.map((tag) => stated(after, tag, year(2024), 7));
  const shown = (equal: number, of: number) =>
    tags.slice(0, of).map((tag, nth) => stated(after, tag, year(2023), 20_230 + nth + (nth < equal ? 0 : 500)));

  it('join where the successor shows three of their values or more, and half of what both state', () => {
    const joins = (equal: number, of: number) => {
      const own = [...ownYear, ...shown(equal, of)];
      return withPredecessors(own, [former]).length === own.length + former.length;
    };
    expect([joins(2, 2), joins(3, 3), joins(3, 6), joins(2, 6)]).to.deep.equal([false, true, true, false]);
  });

  it('of a stranger stay out, as do those of a company that states nothing yet', () => {
    expect(withPredecessors(ownYear, [former])).to.equal(ownYear);
    expect(withPredecessors([], [former])).to.deep.equal([]);
    const zeros = (by: typeof before) => tags.map((tag) => stated(by, tag, year(2023), 0));
    expect(withPredecessors(zeros(after), [zeros(before)])).to.have.length(tags.length);
  });
});
