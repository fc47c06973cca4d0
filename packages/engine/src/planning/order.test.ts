import { expect } from 'chai';
import { inOrder, priorityOf, stepBehind } from './order.ts';

const quiet = { watchlistPriority: null, recentFilings: 0, lastSuccessAt: null };

describe('the order', () => {
  it('has a band of ten for each class: index, hand, retry, newly tracked, schedules, backfill', () => {
    const listed = { ...quiet, watchlistPriority: 5 };
    const classes = [
      priorityOf('schedule', 'market', undefined),
      priorityOf('manual', 'cik', quiet),
      priorityOf('retry', 'cik', quiet),
      priorityOf('tracked', 'cik', quiet),
      ...[listed, { ...quiet, watchlistPriority: 1 }, { ...quiet, watchlistPriority: 0 }, quiet].map((facts) =>
        priorityOf('schedule', 'cik', facts),
      ),
      priorityOf('backfill', 'cik', listed),
    ];
    expect(classes.map((priority) => Math.floor(priority / 10))).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(priorityOf('tracked', 'market', undefined), 'the first indexes of all').to.equal(48);
    expect(priorityOf('late', 'cik', listed)).to.equal(priorityOf('schedule', 'cik', listed));
  });

  it('puts the busy first within the class of a schedule, and leaves the last step to the throttled', () => {
    const steps = [0, 1, 2, 3, 4, 127, 128, 10_000].map((recentFilings) =>
      priorityOf('schedule', 'cik', { ...quiet, recentFilings }),
    );
    expect(steps).to.deep.equal([88, 87, 86, 86, 85, 81, 80, 80]);
  });

  it('goes step by step behind within a band, and never to its last step', () => {
    expect([0, 1, 7, 8, 9, 30].map((steps) => stepBehind(90, steps))).to.deep.equal([90, 91, 97, 98, 98, 98]);
    expect([0, 4, 5, 6].map((steps) => stepBehind(24, steps))).to.deep.equal([24, 28, 28, 28]);
    expect(stepBehind(98, 1)).to.equal(98);
  });

  it('sorts by watchlist priority, then the busiest, then the stalest', () => {
    const facts = (name: string, fields: Partial<typeof quiet> & { lastSuccessAt?: Date | null }) => ({
      name,
      ...quiet,
      ...fields,
    });
    const targets = [
      facts('lately', { lastSuccessAt: new Date('2026-11-20') } as never),
      facts('never', {}),
      facts('long ago', { lastSuccessAt: new Date('2026-11-01') } as never),
      facts('busy', { recentFilings: 9 } as never),
      facts('listed', { watchlistPriority: 1 } as never),
    ];
    expect(targets.sort(inOrder).map(({ name }) => name)).to.deep.equal([
      'listed',
      'busy',
      'never',
      'long ago',
      'lately',
    ]);
  });

  it('takes a target of which nothing is known for one that is on no list, quiet, and never asked', () => {
    expect(priorityOf('schedule', 'cik', undefined)).to.equal(priorityOf('schedule', 'cik', quiet));
    const known = { watchlistPriority: 0, recentFilings: 1, lastSuccessAt: new Date('2026-11-20') };
    expect(inOrder(undefined, undefined)).to.equal(0);
    expect(inOrder(undefined, known)).to.be.above(0);
    expect(inOrder(known, undefined)).to.be.below(0);
    const busy = { ...quiet, recentFilings: 3 };
    expect(inOrder(undefined, busy)).to.be.above(0);
    expect(inOrder(busy, undefined)).to.be.below(0);
    const asked = { ...quiet, lastSuccessAt: new Date('2026-11-20') };
    expect(inOrder(undefined, asked)).to.be.below(0);
    expect(inOrder(asked, undefined)).to.be.above(0);
  });
});
