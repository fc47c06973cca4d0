/** Workers, leases and what the processes of an installation must agree on. */

export { agreeOn, recordQueueBackend } from './agreement.ts';
export type { ChoreEnd, ChoreState } from './chores.ts';
export {
  choreStates,
  claimChores,
  failingFrom,
  forgetChores,
  recordChores,
  releaseChores,
} from './chores.ts';
export { clockSkewMs } from './clock.ts';
export type { FleetFacts } from './facts.ts';
export { fleetFacts } from './facts.ts';
export { proveWritable, takeLease } from './leases.ts';
export type { ReportedWorker } from './reports.ts';
export { dropReport, keepReport, maxSkewMs, reportedWorkers } from './reports.ts';
export { emptyAfterRestore, restoredKey } from './restored.ts';
export { forgetWorker, keepWorker, workerLeaseMs } from './workers.ts';
