/**
 * The words of Tickermill, as every other package says them. `docs/glossary.md` explains each.
 * Browser-safe: no I/O, no clock, no environment; zod is the only dependency.
 */

export { edgarZone, hasFilingDay, isFilingDay } from './calendar/edgar.ts';
export {
  Problem,
  RunReport,
  RunView,
  ScrapeAllRequest,
  ScrapeAllResponse,
  ScrapeRequest,
  ScrapeResponse,
  StatusResponse,
  TargetView,
  TrackRequest,
  TrackResponse,
} from './contracts.ts';
export { lastSlots, nextSlots } from './cron.ts';
export type { DatasetId, RecordOf } from './datasets.ts';
export {
  Company,
  datasets,
  FilingOwner,
  InsiderHolding,
  InsiderTrade,
  OwnershipDocument,
  OwnershipFiling,
  OwnershipForm,
} from './datasets.ts';
export { addDays, Day, dayAt, Instant, instantOf, isDay } from './day.ts';
export { add, Decimal, multiply } from './decimal.ts';
export { defaultWatchlist } from './default-watchlist.ts';
export type { ErrorCode, ErrorDetail } from './errors.ts';
export { errorCatalogue, PipelineError, toPipelineError } from './errors.ts';
export { DeadLetterView, DryRunResponse, RunsResponse, TargetsResponse } from './gate-contracts.ts';
export { Accession, Cik, Ticker, toCik } from './identifiers.ts';
export type { Log } from './log.ts';
export {
  NewSchedule,
  ScheduleChange,
  SchedulerStatus,
  SchedulesQuery,
  SchedulesResponse,
  ScheduleView,
} from './schedule-contracts.ts';
export { PaceChange, SourcesResponse, SourceView } from './source-contracts.ts';
export { SourceId } from './sources.ts';
