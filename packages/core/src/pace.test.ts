import { expect } from 'chai';
import { paceText } from './pace.ts';

describe('a pace in words', () => {
  it('is by the second, and by the minute where it is slower than one a second', () => {
    expect(paceText({ requests: 8, perMs: 1_000 })).to.equal('8/s');
    expect(paceText({ requests: 60, perMs: 60_000 })).to.equal('1/s');
    expect(paceText({ requests: 59, perMs: 60_000 })).to.equal('59/min');
    expect(paceText({ requests: 40, perMs: 60_000 })).to.equal('40/min');
    expect(paceText({ requests: 0.6666666666666666, perMs: 1_000 })).to.equal('40/min');
    expect(paceText({ requests: 25, perMs: 86_400_000 })).to.equal('0.02/min');
    expect(paceText({ requests: 10, perMs: 3_000 })).to.equal('3.33/s');
  });
});
