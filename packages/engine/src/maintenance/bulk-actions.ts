import { carryOutBulk } from '../bulk/carry-out.ts';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** Somebody watches its progress. */
const everyMs = 2_000;
/** Other chores of this process are not kept waiting, but a process that stops is. */
const maxBatches = 10;

/** Carries out the bulk actions that somebody has confirmed, the oldest first. */
export const bulkActionsChore = (deps: EngineDeps): Chore => ({
  name: 'bulk-actions',
  everyMs,
  async run() {
    for (let batch = 0; batch < maxBatches; batch++) if (!(await carryOutBulk(deps))) return 'done';
    return 'more';
  },
});
