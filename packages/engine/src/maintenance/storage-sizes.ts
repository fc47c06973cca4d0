import { keepStorageSizes } from '@tickermill/store/storage';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** Often enough that an installation that is stopped at night has its day. */
const everyMs = 6 * 3_600_000;
/** The growth of two years can be looked at. */
const keptDays = 800;

/** Keeps how large the tables are, day by day. */
export const storageSizesChore = ({ store, now }: EngineDeps): Chore => ({
  name: 'storage-sizes',
  everyMs,
  async run() {
    await keepStorageSizes(store.sql, now(), keptDays);
    return 'done';
  },
});
