/** The only code that knows Prisma and SQL: named operations on the database, each whole in itself. */

export type { ApiTokenRow } from './accounts/api-tokens.ts';
export { createToken, findToken, listTokens, revokeToken } from './accounts/api-tokens.ts';
export type { AuditRow } from './accounts/audit.ts';
export { auditEntries, recordAudit } from './accounts/audit.ts';
export { countAttempt, forgiveAttempt } from './accounts/login-attempts.ts';
export type { LinkedUser } from './accounts/login-links.ts';
export { createLoginLink, findLoginLink, useLoginLink } from './accounts/login-links.ts';
export type { SessionRow } from './accounts/sessions.ts';
export { closeSession, findSession, openSession } from './accounts/sessions.ts';
export type { UserRow } from './accounts/users.ts';
export {
  changeUser,
  createUser,
  deleteUser,
  findUser,
  findUserNamed,
  listUsers,
  setPassword,
} from './accounts/users.ts';
export { agreeOn, recordQueueBackend } from './agreement.ts';
export { type BackfillFigures, backfillFigures, publishBackfillProgress } from './backfills.ts';
export type { Database, Store } from './database.ts';
export { isConnectionLost, openStore } from './database.ts';
export { judgeAmendments } from './datasets/amendments.ts';
export { storeCompanies } from './datasets/companies.ts';
export { storeDailyPrices } from './datasets/daily-prices.ts';
export { documentOf, storeFilings } from './datasets/insider-trades.ts';
export { storeQuotes } from './datasets/quotes.ts';
export type { RereadableDocument } from './datasets/reread.ts';
export { keepSetAside, rereadableFilings, rereadFiling } from './datasets/reread.ts';
export type { Position } from './events/position.ts';
export { isBefore, toEventId, toPosition } from './events/position.ts';
export { pruneEvents } from './events/prune.ts';
export type { ReplayCounts } from './events/publish.ts';
export { publishOverdueIndex, publishReplayFinished } from './events/publish.ts';
export type { StoredEvent } from './events/read.ts';
export { eventsAfter, isLost, latestPosition } from './events/read.ts';
export { insiderTradeTotals, latestRuns, openTaskCounts, runTargets, tasksAhead, viewRun } from './executions.ts';
export type { FleetFacts } from './fleet.ts';
export { fleetFacts } from './fleet.ts';
export { executionStatistics, listExecutions } from './history.ts';
export { listFilings, viewFiling } from './insider-trades/filings.ts';
export { viewInsider } from './insider-trades/insiders.ts';
export { everyTrade, listTrades } from './insider-trades/list.ts';
export { tradeStatistics } from './insider-trades/statistics.ts';
export { countTotals, staleTotals } from './insider-trades/totals.ts';
export type { DatabaseFacts } from './inspect.ts';
export { inspectDatabase } from './inspect.ts';
export { takeLease } from './leases.ts';
export { cancelMarkedRuns, markCancelled, stopFailingRuns, supersedeEarlierSlots } from './ledger/cancel-runs.ts';
export type { Capture } from './ledger/capture.ts';
export { deleteExpiredCaptures, keepCapture, readCapture } from './ledger/capture.ts';
export type { Claim } from './ledger/claim.ts';
export { claimTask, Fenced, giveBack, markAlone, postpone } from './ledger/claim.ts';
export type { Committed, Fallback, NextTask } from './ledger/commit.ts';
export { commitFailure, commitResult } from './ledger/commit.ts';
export type { DayAsked, EndedTarget, OpenTask } from './ledger/day-asked.ts';
export { dayAsked } from './ledger/day-asked.ts';
export { countDeadLetters, deadLetters, reviveDeadLetter } from './ledger/dead-letters.ts';
export type { Dispatch, FormerJob } from './ledger/dispatch.ts';
export { dispatchAgain, dispatchedTasks, fillWindow, sparedQuota } from './ledger/dispatch.ts';
export type { TargetFacts } from './ledger/facts.ts';
export { lastReadings, targetFacts } from './ledger/facts.ts';
export type { EndedRun } from './ledger/finish.ts';
export { abandonedRuns, finishRun, markPublished, runsToFinish, unpublishedRun } from './ledger/finish.ts';
export { holdRun, releaseRun } from './ledger/hold.ts';
export { joinTargets, reprioritiseTasks, runsToFollow, takeTurns } from './ledger/in-flight.ts';
export type { PromotedTask, Reopened } from './ledger/reopen.ts';
export { datasetsOfTasks, promoteTasks, reopenTasks } from './ledger/reopen.ts';
export { createRetries, failedTargets } from './ledger/retries.ts';
export type { NewRun, PlannedRun, RunRequest, Trigger } from './ledger/runs.ts';
export { createRun, lockUnplannedRun, markPagePlanned, markRunPlanned } from './ledger/runs.ts';
export type { NewTarget, ServedTarget, SkippedTarget } from './ledger/targets.ts';
export { addTargets, closeTargets, closeTargetsLeftOpen, skipTargets } from './ledger/targets.ts';
export type { NewTask } from './ledger/tasks.ts';
export { addTasks } from './ledger/tasks.ts';
export { indexesReadAfter, marketReading } from './market-reading.ts';
export { pingDatabaseServer } from './ping.ts';
export type { EmbeddedPostgres } from './postgres/embedded.ts';
export { findEmbeddedPostgres, openEmbeddedPostgres } from './postgres/embedded.ts';
export { migrate } from './postgres/migrate.ts';
export type { SchemaMisfit } from './postgres/schema-fit.ts';
export { schemaMisfit } from './postgres/schema-fit.ts';
export type { ListedAction, ListedQuote } from './prices/actions-and-quotes.ts';
export { corporateActions, quotesOf } from './prices/actions-and-quotes.ts';
export { priceFindings } from './prices/findings.ts';
export type { ImportCount, ImportedAction, ImportedSeries } from './prices/import.ts';
export { importCorporateActions, importPrices } from './prices/import.ts';
export type { ListedBar, PriceListing } from './prices/list.ts';
export { listPrices } from './prices/list.ts';
export type { ActiveInstrument, CoverageGap, CoverageOf, GapSearch, PriceFacts } from './prices/planning.ts';
export {
  activeInstruments,
  coverageGaps,
  coverageOf,
  gapsWithin,
  priceFacts,
  storedPrices,
} from './prices/planning.ts';
export { deletePricesBefore, deleteQuotesBefore, priceHorizon, recordPriceYears } from './prices/retention.ts';
export type { DayReceipt } from './receipts.ts';
export { receipts } from './receipts.ts';
export { pruneHistory } from './retention.ts';
export { isSchedulerRunning, schedulerTotals, setSchedulerRunning } from './schedules/scheduler.ts';
export type { MirroredSchedule, ScheduleDefinition, ScheduleRow } from './schedules/schedules.ts';
export {
  changeSchedule,
  createSchedule,
  deleteSchedule,
  findSchedule,
  findScheduleOf,
  followingSchedules,
  followTracking,
  listSchedules,
  mirroredSchedules,
  rejoinGroup,
} from './schedules/schedules.ts';
export type { Tick } from './schedules/ticks.ts';
export {
  closeSlots,
  createSlotRun,
  followersOf,
  recordFollowers,
  recordSlots,
  recordTicks,
  timetables,
} from './schedules/ticks.ts';
export type { SourceAvailability } from './source-availability.ts';
export { recordSources, sourceAvailability } from './source-availability.ts';
export { askDirectly, askThroughProxies, tryProxies } from './source-egress.ts';
export type { SourceHour } from './source-hours.ts';
export { addSourceHours, sourceHoursSince } from './source-hours.ts';
export type { Permit, Quota, Way } from './source-permit.ts';
export { mayAsk, returnQuota, takePermit } from './source-permit.ts';
export {
  countFailure,
  failProbe,
  forgetFailures,
  openSource,
  quietSource,
  returnProbe,
  tripBreaker,
} from './source-quiet.ts';
export { keepSessions } from './source-sessions.ts';
export type { Pace, SourceStatus } from './source-state.ts';
export {
  ensureSource,
  paceOf,
  pauseSource,
  resumeSource,
  setPace,
  sourceStatuses,
  spendQuota,
} from './source-state.ts';
export type { Acceptance } from './terms.ts';
export { recordTerms, shownTerms } from './terms.ts';
export type { ListedInstrument } from './universe.ts';
export { companiesListing, findInstruments, track, trackedTickers } from './universe.ts';
export { storeFilingsAndMatch } from './watch-rules/match.ts';
export type { WatchRule } from './watch-rules/rules.ts';
export { addWatchRule, removeWatchRule, watchMatches, watchRules } from './watch-rules/rules.ts';
export {
  changeWatchlist,
  createWatchlist,
  deleteWatchlist,
  findWatchlist,
  listWatchlists,
  untrack,
  watchlistItems,
} from './watchlists.ts';
export { forgetWorker, keepWorker, workerLeaseMs } from './workers.ts';
