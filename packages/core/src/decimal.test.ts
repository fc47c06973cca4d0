import { expect } from 'chai';
import { add, Decimal, divide, multiply, roundTo, toDecimal } from './decimal.ts';

describe('decimal', () => {
  it('accepts plain notation only', () => {
    for (const text of ['0', '999.0', '.5', '5.', '-3.25', '+7', '9007199254740993']) {
      expect(Decimal.safeParse(text).success, text).to.equal(true);
    }
    for (const text of ['', '.', '-', '1e5', '1,000', '0x1F', 'NaN', ' 1', '9'.repeat(63)]) {
      expect(Decimal.safeParse(text).success, text).to.equal(false);
    }
  });

  it('multiplies and adds exactly where floating point would not', () => {
    expect(multiply('0.1', '0.2')).to.equal('0.02');
    expect(multiply('9007199254740993', '3.0001')).to.equal('27022498484148453.0993');
    expect(multiply('-0.5', '0')).to.equal('0');
    expect(multiply('.5', '-4.')).to.equal('-2');
    expect(add('0.1', '0.2')).to.equal('0.3');
    expect(add('-1000000000000000000.01', '0.02')).to.equal('-999999999999999999.99');
  });

  it('reads numbers as JSON writes them', () => {
    const read = ['1.5e-7', '-1.50E+2', '12', '0.10', '1E3', '-0', 'NaN', '', '1.', '.5'].map(toDecimal);
    expect(read).to.deep.equal([
      '0.00000015',
      '-150',
      '12',
      '0.1',
      '1000',
      '0',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('rounds halves away from zero', () => {
    const rounded = ['118.69000244140625', '0.0000005', '0.00000049', '-0.0000005', '7', '0.9999995'].map((text) =>
      roundTo(text, 6),
    );
    expect(rounded).to.deep.equal(['118.690002', '0.000001', '0', '-0.000001', '7', '1']);
  });

  it('divides to as many digits as asked', () => {
    expect([
      divide('3', '2', 12),
      divide('1', '3', 12),
      divide('2', '3', 4),
      divide('1.0460', '1', 12),
      divide('-1', '8', 2),
    ]).to.deep.equal(['1.5', '0.333333333333', '0.6667', '1.046', '-0.13']);
  });
});
