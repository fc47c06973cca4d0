import { expect } from 'chai';
import { linear, lineOf } from './scale.ts';

describe('a scale', () => {
  it('maps ends onto ends, upside down too', () => {
    const y = linear([0, 10], [100, 0]);
    expect([y(0), y(5), y(10)]).to.deep.equal([100, 50, 0]);
  });

  it('maps a domain without width onto the middle', () => {
    expect(linear([3, 3], [0, 10])(3)).to.equal(5);
  });
});

describe('a line', () => {
  it('is broken where there is no value', () => {
    expect(lineOf([0, 5, null, 10, 0], { width: 40, height: 10, max: 10 })).to.equal('M0 10h0L10 5M30 0h0L40 10');
  });

  it('of one value is a point', () => {
    expect(lineOf([5], { width: 40, height: 10, max: 10 })).to.equal('M0 5h0');
    expect(lineOf([], { width: 40, height: 10, max: 10 })).to.equal('');
  });
});
