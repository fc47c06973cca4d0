import { expect } from 'chai';
import { isBelow } from './prices.ts';

describe('a high and a low', () => {
  it('are compared exactly, and by their values', () => {
    const pairs = [
      ['9.999999', '10'],
      ['10', '9.999999'],
      ['10', '10.000000'],
      ['123456789012.123456', '123456789012.123457'],
      ['9', '10'],
    ] as const;
    expect(pairs.map(([high, low]) => isBelow(high, low))).to.deep.equal([true, false, false, true, true]);
  });
});
