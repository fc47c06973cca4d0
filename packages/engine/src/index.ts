/** The only code that knows BullMQ: runs become tasks, tasks become jobs, answers become rows. */

export { controlBackfill, startBackfill } from './backfills/backfills.ts';
export type { BackfillForecast } from './backfills/forecast-backfill.ts';
export { forecastBackfill } from './backfills/forecast-backfill.ts';
export type { Backfill } from './backfills/view-backfills.ts';
export { viewBackfill, viewBackfills } from './backfills/view-backfills.ts';
export { previewBulk } from './bulk/preview.ts';
export type { Cleanable, ConsoleQueue, JobConsole } from './console/console.ts';
export { cleanable, openConsole } from './console/console.ts';
export type { Retried } from './console/retry.ts';
export { joinedFacts } from './datasets/company-facts/joined-facts.ts';
export { viewCoverageYears } from './datasets/daily-prices/price-coverage/coverage-years.ts';
export type { DayExplanation, PriceCoverage } from './datasets/daily-prices/price-coverage/view-coverage.ts';
export { viewCoverage, viewWhy } from './datasets/daily-prices/price-coverage/view-coverage.ts';
export { recheckRun } from './datasets/daily-prices/recheck-run.ts';
export { manualRun } from './datasets/insider-trades/manual-run.ts';
export { publishOverdueIndexes } from './datasets/ownership-index/overdue.ts';
export { passMarketDay } from './datasets/ownership-index/pass-day.ts';
export type { MarketProgress, MarketReceipts } from './datasets/ownership-index/view-market.ts';
export { viewMarket, viewReceipts } from './datasets/ownership-index/view-market.ts';
export type { ViewedDataset } from './datasets/view-datasets.ts';
export { viewDatasets } from './datasets/view-datasets.ts';
export type { EngineDeps } from './engine-deps.ts';
export { withinTransaction } from './engine-deps.ts';
export type { EventConsumer } from './events/consume-events.ts';
export { consumeEvents } from './events/consume-events.ts';
export type { FundamentalsExplanation } from './explain/explain-fundamentals.ts';
export { explainFundamentals } from './explain/explain-fundamentals.ts';
export { explainRun } from './explain/explain-run.ts';
export { explainSchedule } from './explain/explain-schedule.ts';
export { explainTarget } from './explain/explain-target.ts';
export { explainTask } from './explain/explain-task.ts';
export type { Explanation } from './explain/explanation.ts';
export type { Observer, TaskEnd } from './observer.ts';
export type { OnPhase } from './phases.ts';
export type { RunForecast } from './planning/forecast.ts';
export { forecastRun } from './planning/forecast.ts';
export { correctTrade, recordTrades, withdrawTrade } from './portfolios/record-trades.ts';
export type { PortfolioValuation } from './portfolios/view-portfolio.ts';
export { viewPortfolio } from './portfolios/view-portfolio.ts';
export type { QueueBackend } from './queues/backend.ts';
export { toQueueBackend } from './queues/backend.ts';
export { inspectRedis } from './queues/check-redis.ts';
export { emptyQueues } from './queues/empty-queues.ts';
export { emptyRestoredQueues } from './queues/empty-restored-queues.ts';
export { openQueues } from './queues/open-queues.ts';
export { prepareQueues } from './queues/prepare.ts';
export type { Consumer, Queues } from './queues/queue-client.ts';
export type { RefreshForecast } from './refresh/forecast-refresh.ts';
export { forecastRefresh } from './refresh/forecast-refresh.ts';
export { requestRefresh, viewRefresh, viewRefreshes } from './refresh/refreshes.ts';
export type { ReplayPage } from './replay/replay.ts';
export { replay } from './replay/replay.ts';
export { requestMarketDays } from './runs/market-days.ts';
export { cancelRun, pauseRun, resumeRun } from './runs/run-control.ts';
export { awaitRun, requestRun, resolveTickers, trackTickers } from './runs/runs.ts';
export { requestTarget } from './runs/scrape.ts';
export { requestStage, runStage } from './runs/stages.ts';
export { confirmChange, confirmShrunken, requestListings } from './runs/universe.ts';
export { removeWatchlist, untrackTicker, untrackTickers } from './runs/untrack.ts';
export type { SchedulerOverview, UpcomingSchedule } from './schedules/manage.ts';
export {
  addSchedule,
  pauseSchedule,
  removeSchedule,
  resumeSchedule,
  runScheduler,
  setSchedule,
  viewSchedule,
  viewScheduler,
  viewSchedules,
} from './schedules/manage.ts';
export type { Schedules } from './schedules/open-schedules.ts';
export { openSchedules } from './schedules/open-schedules.ts';
export { openGovernedUpstream } from './sources/governed-upstream.ts';
export { NoPermit } from './sources/no-permit.ts';
export type { ProbeResult } from './sources/probe-source.ts';
export { probeSource } from './sources/probe-source.ts';
export type { SourceOverview } from './sources/source-view.ts';
export { viewSources } from './sources/source-view.ts';
export { changePace, pauseSource, resumeSource } from './sources/sources.ts';
export type { FinishedRun } from './worker/run-jobs.ts';
export type { EngineWorker } from './worker/worker.ts';
export { openWorker } from './worker/worker.ts';
