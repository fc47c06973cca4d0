/** The only code that knows BullMQ: runs become tasks, tasks become jobs, answers become rows. */

export type { FinishedRun } from './chores.ts';
export { forecastRun } from './forecast.ts';
export { openGovernedUpstream } from './governed-upstream.ts';
export { NoPermit } from './no-permit.ts';
export type { OnPhase } from './phases.ts';
export type { QueueBackend } from './queues/backend.ts';
export { toQueueBackend } from './queues/backend.ts';
export type { Consumer, Queues } from './queues/door.ts';
export { emptyQueues } from './queues/empty-queues.ts';
export { openQueues } from './queues/open-queues.ts';
export { prepareQueues } from './queues/prepare.ts';
export { cancelRun, pauseRun, resumeRun } from './run-control.ts';
export type { Requesting } from './runs.ts';
export { awaitRun, requestRun, resolveTickers, trackTickers } from './runs.ts';
export {
  addSchedule,
  removeSchedule,
  runScheduler,
  setSchedule,
  viewSchedule,
  viewScheduler,
  viewSchedules,
} from './schedules/manage.ts';
export type { Schedules } from './schedules/open-schedules.ts';
export { openSchedules } from './schedules/open-schedules.ts';
export { manualRun, requestTarget } from './scrape.ts';
export { viewSources } from './source-view.ts';
export { changePace, pauseSource, resumeSource } from './sources.ts';
export type { EngineWorker } from './worker.ts';
export { openWorker } from './worker.ts';
