import type { Colour } from '@tickermill/store/quality';
import { expect } from 'chai';
import { colourOf, type RollUp, rollUp } from './roll-up.ts';

const start: RollUp = { colour: 'green', nextColour: null, nextRuns: 0 };
const coloursAfter = (runs: readonly Colour[], from = start) =>
  runs.map(
    ((state) => (seen: Colour) => {
      state = rollUp(state, seen);
      return state.colour;
    })(from),
  );

describe('the roll-up of a check', () => {
  it('is yellow above one number and red above another, and at the number itself not yet', () => {
    const rule = { measure: 'share', yellow: 1, red: 5 } as const;
    expect([0, 1, 1.01, 5, 5.01].map((value) => colourOf(value, rule))).to.deep.equal([
      'green',
      'green',
      'yellow',
      'yellow',
      'red',
    ]);
  });

  it('takes two runs to cross and two to recover', () => {
    expect(coloursAfter(['red', 'red', 'green', 'green'])).to.deep.equal(['green', 'red', 'red', 'green']);
    expect(coloursAfter(['red', 'green', 'red', 'green'])).to.deep.equal(['green', 'green', 'green', 'green']);
    const red: RollUp = { ...start, colour: 'red' };
    expect(coloursAfter(['green', 'red', 'green', 'green'], red)).to.deep.equal(['red', 'red', 'red', 'green']);
  });

  it('goes as far as both runs agree', () => {
    expect(coloursAfter(['yellow', 'red', 'red', 'red'])).to.deep.equal(['green', 'yellow', 'yellow', 'red']);
    expect(coloursAfter(['red', 'yellow'])).to.deep.equal(['green', 'yellow']);
    expect(coloursAfter(['green', 'yellow'], { ...start, colour: 'red' })).to.deep.equal(['red', 'yellow']);
  });

  it('begins anew when the next run goes the other way', () => {
    const yellow: RollUp = { ...start, colour: 'yellow' };
    expect(coloursAfter(['red', 'green', 'red', 'red'], yellow)).to.deep.equal(['yellow', 'yellow', 'yellow', 'red']);
  });
});
