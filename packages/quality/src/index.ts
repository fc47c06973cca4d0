/** Checks of what is stored, one file each, and what mends their findings. */

export { qualityChores } from './chores.ts';
export { describeThreshold } from './describe-threshold.ts';
export type { EffectiveCheck } from './effective.ts';
export { exemptTicker, liftExemption } from './exempt.ts';
export { changeDeadline, deadlineOf, judgeDeadline, judgeDeadlines, viewFreshness } from './freshness.ts';
export type { CheckChange, CheckPreview, FindingHistory } from './manage.ts';
export { changeCheck, previewCheck, requestChecks, resolveFinding, viewChecks, viewFinding } from './manage.ts';
export { checks } from './registry.ts';
export { runChecks } from './run-checks.ts';
export type { NightSummary } from './summary.ts';
export { nightOf, sessionRanges, viewSummary } from './summary.ts';
