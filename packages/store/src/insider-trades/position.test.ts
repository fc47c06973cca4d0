import { expect } from 'chai';
import { beforeAll, behindFiling, fromCursor, type TradePosition, toCursor } from './position.ts';

describe('a place among trades', () => {
  const places: TradePosition[] = [
    { txid: 81_234n, accession: '0000320193-26-000123', table: 'non-derivative', line: 2 },
    { txid: 2n ** 63n - 1n, accession: '0000320193-26-000123', table: 'derivative', line: 1 },
    beforeAll,
    behindFiling(7n),
    behindFiling(7n, '0000320193-26-000123'),
  ];

  it('is read back from its text', () => {
    expect(places.map((place) => fromCursor(toCursor(place)))).to.deep.equal(places);
    expect(toCursor(places[0] as TradePosition)).to.equal('81234-0000320193-26-000123-n2');
  });

  it('is named by no other text', () => {
    const text = '81234-0000320193-26-000123-n2';
    for (const other of [
      '',
      '81234',
      `${text} `,
      `-${text}`,
      text.replace('n2', 'x2'),
      text.replace('n2', 'n2147483648'),
      text.replace('81234', '9223372036854775808'),
      text.replace('0000320193', '320193'),
    ])
      expect(fromCursor(other), other).to.equal(null);
  });
});
