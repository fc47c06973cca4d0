import { killExports } from './kill-exports.fixture.ts';

describe('an export to the lake that is killed', () => {
  it('leaves whole files alone, and the next one mends the rest', () => killExports([1, 2], 10));
});
