/**
 * The words of Tickermill, as every other package says them. `docs/glossary.md` explains each.
 * Browser-safe: no I/O, no clock, no environment; zod is the only dependency.
 */

export type { MarketReading } from './calendar/coverage.ts';
export { isMarketRead } from './calendar/coverage.ts';
export {
  edgarZone,
  filingDayAfter,
  filingDaysAfter,
  hasFilingDay,
  isFilingDay,
  isIndexOverdue,
  lastFinalDay,
} from './calendar/edgar.ts';
export { tradingCalendar } from './calendar/exchanges.ts';
export { holidayName } from './calendar/holiday-names.ts';
export { Mic } from './calendar/mic.ts';
export { micOf } from './calendar/mic-of.ts';
export type { Session, TradingCalendar } from './calendar/trading-calendar.ts';
export {
  ApiTokenCreated,
  ApiTokensResponse,
  ApiTokenView,
  accountRoutes,
  LoginLinkView,
  LoginRequest,
  MeView,
  UsersResponse,
  UserView,
} from './contracts/accounts.ts';
export { BackfillForecast, BackfillsResponse, BackfillView, backfillRoutes } from './contracts/backfills.ts';
export {
  ActionImportView,
  CorporateActionsView,
  corporateActionRoutes,
} from './contracts/corporate-actions.ts';
export {
  CoverageResponse,
  CoverageView,
  coverageRoutes,
  type DayRange,
  WhyReason,
  WhyView,
} from './contracts/coverage.ts';
export { DeadLetterView, deadLetterRoutes } from './contracts/dead-letters.ts';
export { documentRoutes, type ReplayedDocument, ReplayResponse } from './contracts/documents.ts';
export { eventRoutes, PipelineEvent } from './contracts/events.ts';
export { FilingDetail, FilingView, filingRoutes, InsiderView, insiderRoutes } from './contracts/filings.ts';
export { ExecutionStatistics, ExecutionStatus, ExecutionView, historyRoutes } from './contracts/history.ts';
export {
  GroupSort,
  insiderTradeRoutes,
  OwnerRole,
  OwnerView,
  TradeGroup,
  TradeGroupBy,
  TradeSort,
  TradeTotals,
  TradeView,
} from './contracts/insider-trades.ts';
export {
  arrowType,
  type PriceBarView,
  PriceImportView,
  PricesView,
  parquetType,
  priceRoutes,
} from './contracts/prices.ts';
export { Problem } from './contracts/problem.ts';
export { QuotesView, type QuoteView, quoteRoutes } from './contracts/quotes.ts';
export { ReceiptsResponse, ReceiptView, receiptRoutes } from './contracts/receipts.ts';
export { RefreshResponse, refreshRoutes } from './contracts/refresh.ts';
export type { RouteContract } from './contracts/route.ts';
export { apiRoutes } from './contracts/routes.ts';
export { RunReport, RunsResponse, RunView, runRoutes, TargetsResponse, TargetView } from './contracts/runs.ts';
export {
  NewSchedule,
  ScheduleChange,
  SchedulerStatus,
  SchedulesResponse,
  ScheduleView,
  schedulerRoutes,
} from './contracts/scheduler.ts';
export { DryRunResponse, ScrapeAllResponse, ScrapeResponse, scrapeRoutes } from './contracts/scrape.ts';
export { SourcesResponse, SourceView, sourceRoutes } from './contracts/sources.ts';
export { StatusResponse, statusRoutes } from './contracts/status.ts';
export {
  WatchMatchesResponse,
  WatchMatchView,
  WatchRulesResponse,
  WatchRuleView,
  watchRuleRoutes,
} from './contracts/watch-rules.ts';
export {
  TrackResponse,
  WatchlistItemsResponse,
  WatchlistItemView,
  WatchlistsResponse,
  WatchlistView,
  watchlistRoutes,
} from './contracts/watchlists.ts';
export { lastSlots, nextSlots } from './cron.ts';
export type { DatasetId, RecordOf } from './datasets.ts';
export {
  Company,
  DailyIndex,
  datasets,
  FeedPoll,
  FilingOwner,
  InsiderHolding,
  InsiderTrade,
  OwnershipDocument,
  OwnershipFiling,
  OwnershipForm,
} from './datasets.ts';
export { addDays, Day, dayAt, earliestDay, Instant, instantOf, isDay, isZone, latestDay } from './day.ts';
export { add, Decimal, divide, multiply, roundTo, toDecimal } from './decimal.ts';
export { defaultWatchlist } from './default-watchlist.ts';
export type { ErrorCode, ErrorDetail } from './errors.ts';
export { errorCatalogue, PipelineError, toPipelineError } from './errors.ts';
export { Accession, Cik, Ticker, toCik } from './identifiers.ts';
export { latencyBoundsMs, latencyBucket, latencyQuantile } from './latency.ts';
export type { Log } from './log.ts';
export {
  CorporateAction,
  DailyPrices,
  isPrice,
  minorUnits,
  Price,
  PriceBar,
  PriceBasis,
  PriceOddity,
  PriceProbe,
  PriceSeries,
  Quote,
  Volume,
} from './prices.ts';
export { allows, Role } from './roles.ts';
export { preferredSources, SourcePreference } from './source-preference.ts';
export { SourceId } from './sources.ts';
