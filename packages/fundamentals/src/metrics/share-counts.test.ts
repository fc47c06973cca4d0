import { expect } from 'chai';
import { report, stated } from '../figures/invented-facts.fixture.ts';
import { shareCounts } from './share-counts.ts';

const cover = 'dei:EntityCommonStockSharesOutstanding in shares';
const balance = 'CommonStockSharesOutstanding in shares';

describe('counts of shares', () => {
  const first = report('10-K', '2024-02-10');
  const second = report('10-Q', '2024-05-10');

  it('are those of the last cover page and balance sheet', () => {
    const facts = [
      stated(second, cover, '2024-04-30', 30_000),
      stated(first, cover, '2024-01-31', 20_000),
      stated(first, balance, '2023-12-31', 25_000),
    ];
    expect(shareCounts(facts)).to.deep.equal({
      cover: { shares: '30000', date: '2024-04-30' },
      outstanding: { shares: '25000', date: '2023-12-31' },
    });
    expect(shareCounts(facts, { asOf: '2024-05-09' }).cover).to.deep.equal({ shares: '20000', date: '2024-01-31' });
    expect(shareCounts([])).to.deep.equal({ cover: null, outstanding: null });
  });

  it('are on the basis of today’s shares', () => {
    const facts = [stated(first, cover, '2024-01-31', 20_000)];
    const shares = (effective: string) => shareCounts(facts, { splits: [{ effective, factor: '4' }] }).cover?.shares;
    expect([shares('2024-02-10'), shares('2024-02-11')]).to.deep.equal(['20000', '80000']);
  });

  it('are no placeholders, and none that recent reports do not state', () => {
    const last = (filed: string) => stated(report('10-Q', filed), 'Assets', '2024-03-31', 1);
    const of = (value: number, filed = '2024-05-10') =>
      shareCounts([stated(first, cover, '2024-01-31', value), last(filed)]).cover?.shares;
    expect([of(1_000), of(9_999), of(10_000)]).to.deep.equal([undefined, undefined, '10000']);
    expect([of(10_000, '2025-03-15'), of(10_000, '2025-03-16')]).to.deep.equal(['10000', undefined]);
  });
});
