/** What runs: log lines, processes that serve until they are stopped, and those that start them. */

export { createLog } from './logger.ts';
export type { Lifetime } from './process.ts';
export { runService, runUntilStopped } from './process.ts';
export type { ServiceProcess } from './service-process.ts';
export { announceReady, heapLimits, localAddress, startService } from './service-process.ts';
