import { killBackupAndRestore } from './killed.ts';

const seeds = Array.from({ length: 20 }, (_, nth) => 101 + nth);

describe('backups and restores that are killed at twenty instants each', () => {
  for (const seed of seeds)
    it(`leave what is whole, and can be started again (seed ${seed})`, () => killBackupAndRestore(seed));
});
