import { dayMs, type Log } from '@tickermill/core';
import { pruneRuns, pruneTasks } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';
import type { HistoryDays } from './history-days.ts';

/** So many rows go in a statement, which holds no reader up; and so many statements in a round. */
const atOnce = 2_000;
const batches = 20;

interface OldLedgerDeps extends EngineDeps {
  readonly log: Log;
  readonly historyDays: HistoryDays;
}

/** Deletes, once a day, tasks, targets and runs that are past their time. What the runs came to stays in their reports. */
export const oldLedgerChore = ({ store, now, log, historyDays }: OldLedgerDeps): Chore => ({
  name: 'old-ledger',
  everyMs: dayMs,
  async run() {
    const before = (days: number) => new Date(now().getTime() - days * dayMs);
    const pruned = { tasks: 0, skippedTargets: 0, targets: 0, runs: 0 };
    let isDone = false;
    for (let batch = 0; batch < batches && !isDone; batch++) {
      const tasks = await pruneTasks(store.sql, before(historyDays.tasks), atOnce);
      const runs = tasks.isDone
        ? await pruneRuns(store.sql, before(historyDays.runs), atOnce)
        : { targets: 0, runs: 0, isDone: false };
      pruned.tasks += tasks.tasks;
      pruned.skippedTargets += tasks.skippedTargets;
      pruned.targets += runs.targets;
      pruned.runs += runs.runs;
      isDone = runs.isDone;
    }
    if (Object.values(pruned).some((count) => count > 0)) log.info('old tasks and runs deleted', pruned);
    return isDone ? 'done' : 'more';
  },
});
