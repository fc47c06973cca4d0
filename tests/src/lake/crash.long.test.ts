import { killExports } from './kill-exports.fixture.ts';

describe('exports to the lake that are killed again and again', function () {
  this.timeout(600_000);

  it('leave whole files alone, and the next one mends the rest', () =>
    killExports(
      Array.from({ length: 20 }, (_, nth) => 101 + nth),
      30,
    ));
});
