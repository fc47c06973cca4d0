/** The state of each source: pace, quota, quiet periods, circuit breaker, egress, terms. */

export type { SourceAvailability } from './availability.ts';
export { recordSources, sourceAvailability } from './availability.ts';
export { beginChecks, publishSlowSources, recordCheck } from './checks.ts';
export { askDirectly, askThroughProxies, tryProxies } from './egress.ts';
export type { SourceHour } from './hours.ts';
export { addSourceHours, sourceActivityByDay, sourceHoursSince } from './hours.ts';
export type { Permit, Quota, Way } from './permit.ts';
export { mayAsk, returnQuota, takePermit, takePermits } from './permit.ts';
export type { FailureKind, FailuresInARow } from './quiet.ts';
export {
  countFailure,
  countRefusedProbe,
  failProbe,
  forgetFailures,
  openSource,
  quietSource,
  returnProbe,
  tripBreaker,
} from './quiet.ts';
export { keepSessions } from './sessions.ts';
export type { Pace, Pause, SourceStatus } from './state.ts';
export {
  endSourcePauses,
  ensureSource,
  paceOf,
  pauseSource,
  resumeSource,
  setPace,
  sourceStatuses,
  spendQuota,
} from './state.ts';
export type { Acceptance } from './terms.ts';
export { recordTerms, shownTerms } from './terms.ts';
