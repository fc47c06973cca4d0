import { expect } from 'chai';
import { hasCountMoved } from './bulk-actions.ts';

describe('the count of a bulk action', () => {
  it('has moved when it differs by more than a tenth of what was confirmed', () => {
    for (const [confirmed, now] of [
      [1_000, 1_100],
      [1_000, 900],
      [9, 9],
      [0, 0],
    ] as const)
      expect(hasCountMoved(confirmed, now), `${confirmed} → ${now}`).to.equal(false);
    for (const [confirmed, now] of [
      [1_000, 1_101],
      [1_000, 899],
      [9, 10],
      [0, 1],
    ] as const)
      expect(hasCountMoved(confirmed, now), `${confirmed} → ${now}`).to.equal(true);
  });
});
