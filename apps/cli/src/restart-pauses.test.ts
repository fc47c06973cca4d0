import { expect } from 'chai';
import { makeRestartPauses } from './restart-pauses.ts';

describe('the pauses before a process is started again', () => {
  it('double from a second to a minute and never end', () => {
    const pauses = makeRestartPauses();
    const seconds = Array.from({ length: 10 }, () => pauses.after(0, 500) / 1_000);
    expect(seconds).to.deep.equal([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  });

  it('begin anew once it has run for ten minutes', () => {
    const pauses = makeRestartPauses();
    const of = (ranMs: number) => pauses.after(0, ranMs) / 1_000;
    expect([of(0), of(0), of(599_999), of(600_000), of(0)]).to.deep.equal([1, 2, 4, 1, 2]);
  });
});
