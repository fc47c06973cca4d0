import { expect } from 'chai';
import { drawsFor, unitsFor } from './random.ts';

describe('draws', () => {
  it('are the same for the same key, and others for a neighbouring key', () => {
    const of = (day: string) => {
      const draws = drawsFor(1, 'slots', day);
      return Array.from({ length: 5 }, draws.unit);
    };
    expect(of('2026-11-20')).to.deep.equal(of('2026-11-20'));
    expect(of('2026-11-20')).not.to.deep.equal(of('2026-11-19'));
  });

  it('are the same numbers for many keys that begin alike', () => {
    const unitsOn = unitsFor(1, 'slots');
    for (const day of ['2026-11-20', '2026-11-19']) {
      const [unit, draws] = [unitsOn(day), drawsFor(1, 'slots', day)];
      expect([unit(), unit(), unit()]).to.deep.equal([draws.unit(), draws.unit(), draws.unit()]);
    }
  });

  it('spread evenly over neighbouring keys', () => {
    const hits = Array.from({ length: 10_000 }, (_, nth) => drawsFor(7, nth).chance(0.3)).filter(Boolean);
    expect(hits.length).to.be.within(2850, 3150);
  });

  it('keep to the bounds and weights they are given', () => {
    const draws = drawsFor('bounds');
    const ints = Array.from({ length: 500 }, () => draws.int(2, 4));
    expect([...new Set(ints)].sort()).to.deep.equal([2, 3, 4]);
    const choices = Array.from({ length: 200 }, () =>
      draws.weighted([
        ['never', 0],
        ['always', 1],
      ]),
    );
    expect(new Set(choices)).to.deep.equal(new Set(['always']));
    expect(draws.digits(6)).to.match(/^\d{6}$/);
  });
});
