/** The only code that knows Prisma and SQL: named operations on the database, each whole in itself. */
export { agreeOnSources } from './agreement.ts';
export type { Database, Store } from './database.ts';
export { openStore } from './database.ts';
export { storeCompanies } from './datasets/companies.ts';
export { storeFilings } from './datasets/insider-trades.ts';
export { insiderTradeTotals, latestRuns, openTaskCounts, runTargets, viewRun } from './executions.ts';
export type { Claim } from './ledger/claim.ts';
export { claimTask, giveBack, postpone } from './ledger/claim.ts';
export type { Capture, Committed, NextTask } from './ledger/commit.ts';
export { commitFailure, commitResult, Fenced, keepCapture } from './ledger/commit.ts';
export type { NewRun, PlannedRun, RunRequest, Trigger } from './ledger/runs.ts';
export { abandonedRuns, createRun, finishRun, lockUnplannedRun, markRunPlanned, runsToFinish } from './ledger/runs.ts';
export type { NewTarget } from './ledger/targets.ts';
export { addTargets } from './ledger/targets.ts';
export type { Dispatch, NewTask } from './ledger/tasks.ts';
export { addTasks, dispatchAgain, dispatchedTasks, fillWindow } from './ledger/tasks.ts';
export type { EmbeddedPostgres } from './postgres/embedded.ts';
export { openEmbeddedPostgres } from './postgres/embedded.ts';
export { migrate } from './postgres/migrate.ts';
export type { Pace, Permit, SourceStatus } from './source-state.ts';
export {
  ensureSource,
  openSource,
  quietMs,
  quietSource,
  setPace,
  sourceStatuses,
  takePermit,
  takeProbe,
} from './source-state.ts';
export type { ListedInstrument } from './universe.ts';
export { companiesListing, findInstruments, track, trackedTickers } from './universe.ts';
