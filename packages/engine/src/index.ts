/** The only code that knows BullMQ: runs become tasks, tasks become jobs, answers become rows. */

export type { Queues } from './queues.ts';
export { openQueues, prepareQueues } from './queues.ts';
export type { Requesting } from './runs.ts';
export { awaitRun, requestRun, resolveTickers, trackTickers } from './runs.ts';
export type { EngineWorker, FinishedRun } from './worker.ts';
export { openWorker } from './worker.ts';
