import { expect } from 'chai';
import { add, Decimal, multiply } from './decimal.ts';

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
});
