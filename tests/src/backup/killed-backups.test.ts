import { killBackupAndRestore } from './killed.ts';

describe('a backup and a restore that are killed', () => {
  for (const seed of [1, 2])
    it(`leave what is whole, and can be started again (seed ${seed})`, () => killBackupAndRestore(seed));
});
