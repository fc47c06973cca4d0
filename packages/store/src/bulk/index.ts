/** Bulk actions: one change for many rows, what each of them is about, and what became of it. */

export type { BulkAction, BulkItem, BulkItemState, BulkOutcome } from './actions.ts';
export {
  addBulkAction,
  bulkActions,
  bulkItems,
  cancelBulkAction,
  failedTaskCount,
  failedTasksOf,
  findBulkAction,
  lockBulkAction,
  nextBulkItems,
  openBulkActions,
  pruneBulkActions,
  recordOutcomes,
} from './actions.ts';
export { withSavepoint } from './savepoint.ts';
export type { BulkFilter, BulkSelection } from './subjects.ts';
export { countSubjects, labelsOf } from './subjects.ts';
