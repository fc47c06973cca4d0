import { expect } from 'chai';
import { isTouched, pathsTouchedBy } from './touched.ts';

describe('what events make stale', () => {
  it('is what they speak of, and nothing else', () => {
    const ofSources = pathsTouchedBy(['source.changed']);
    expect([...ofSources])
      .to.include('/sources')
      .and.not.to.include('/runs');
    expect([...pathsTouchedBy(['target.closed'])]).to.include.members(['/runs', '/coverage']);
  });

  it('is nothing for a type that is not known yet', () => {
    expect([...pathsTouchedBy(['sources.eaten', 'x'])]).to.deep.equal([]);
  });

  it('lies under a path, not beside it', () => {
    const stale = new Set(['/runs']);
    expect(isTouched('/runs', stale)).to.equal(true);
    expect(isTouched('/runs/{id}/targets', stale)).to.equal(true);
    expect(isTouched('/runs-of-tomorrow', stale)).to.equal(false);
  });
});
