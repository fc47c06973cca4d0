import { expect } from 'chai';
import { makeMissedTwice } from './missed-twice.ts';

describe('an id that is missed in a queue', () => {
  it('is lost the second time in a row, and not the first', () => {
    const lostOf = makeMissedTwice();
    expect([...lostOf(['7-1', '8-1'])]).to.deep.equal([]);
    expect([...lostOf(['8-1', '9-1'])]).to.deep.equal(['8-1']);
    expect([...lostOf(['9-1'])]).to.deep.equal(['9-1']);
  });

  it('is not lost when it was there in between', () => {
    const lostOf = makeMissedTwice();
    lostOf(['7-1']);
    expect([...lostOf([])]).to.deep.equal([]);
    expect([...lostOf(['7-1'])]).to.deep.equal([]);
  });

  it('is another one under its next number', () => {
    const lostOf = makeMissedTwice();
    lostOf(['7-1']);
    expect([...lostOf(['7-2'])]).to.deep.equal([]);
  });
});
