/** What checks find in stored data: their statements, findings, roll-ups and settings. */

export { adjustedRatioMoves } from './adj-ratio.ts';
export { sourceDays } from './api-latency.ts';
export { archiveQaFindings } from './archive.ts';
export type { CheckSettings, CheckState, Colour, DaySummary } from './checks.ts';
export {
  checkStates,
  countedFindings,
  daySummaries,
  keepDaySummary,
  knownInstant,
  publishQaEvent,
  recordCheck,
  setCheck,
} from './checks.ts';
export { incoherentBars } from './coherence.ts';
export { correlationDrifts } from './correlation-drift.ts';
export type {
  FailureFilter,
  FetchError,
  FigureTicker,
  LaggingTicker,
  TickerFigure,
  TickerWithGaps,
} from './day-figures.ts';
export {
  failuresWhere,
  figuresOf,
  figureTickers,
  laggingTickers,
  listFetchErrors,
  tickersWithGaps,
} from './day-figures.ts';
export type { Deadline } from './deadlines.ts';
export { countReady, deadlines, keepReady, lapseDeadlines, setDeadline } from './deadlines.ts';
export type { Exemption } from './exemptions.ts';
export { addExemption, endExemption, exemptions } from './exemptions.ts';
export { lateFacts } from './facts-late.ts';
export { failingInstruments } from './fetch-error.ts';
export type { FindingCounts, FoundViolation } from './findings.ts';
export { keepQaFindings, resolveDisabled, resolveQaFinding } from './findings.ts';
export type { Heal } from './heals.ts';
export { healableFindings, healsOf, keepHeals, uncoverDays } from './heals.ts';
export { heavyRead } from './heavy-read.ts';
export { insidersOutOfRange } from './insider-price.ts';
export { outlyingChanges } from './iqr-jump.ts';
export { laggingInstruments } from './lag-check.ts';
export type { OpenFindings, QaFinding } from './list.ts';
export { findingsWhere, openFindings, qaFinding, qaFindings } from './list.ts';
export { missingSessions } from './missing-dates.ts';
export type { FigureNight } from './night-universe.ts';
export { thinRuns } from './night-volume.ts';
export { barsWithoutFields } from './null-fields.ts';
export { priceJumps } from './price-jump.ts';
export type { JudgedInstrument, SettledSessions } from './scope.ts';
export { differingCloses, jumpedInstruments } from './second-source.ts';
export { unadjustedSplits } from './split-fit.ts';
export { repeatedBars } from './stale-repeat.ts';
export { emptiedInstruments } from './suspect.ts';
export { refusedUnits, unitFlips } from './unit-flip.ts';
export type { JudgedFrom, QualityInstrument } from './universe.ts';
export { changedBars, openSince, qualityUniverse } from './universe.ts';
export { volumeSpikes } from './volume-spike.ts';
export { barsWithoutVolume } from './zero-volume.ts';
