/** The maintenance chores of a worker, and the loop that runs them side by side. */

export { exportLake } from '../lake/export-lake.ts';
export { openWindow } from '../runs/window.ts';
export { bulkActionsChore } from './bulk-actions.ts';
export type { Chore } from './chore.ts';
export { makeChores } from './chores.ts';
export type { HistoryDays } from './history-days.ts';
export { usualHistoryDays } from './history-days.ts';
export { lateFactsChore } from './late-facts.ts';
export { portfolioSnapshotsChore } from './portfolio-snapshots.ts';
export { refreshesChore } from './refreshes.ts';
export { runChores } from './run-chores.ts';
export { stockMetricsChore } from './stock-metrics.ts';
