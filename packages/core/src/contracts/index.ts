/** Every route of the API once: its request, its answer and its role. Browser-safe, as all of core. */

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
} from './accounts.ts';
export {
  AlertChannelsResponse,
  AlertChannelView,
  AlertDetail,
  AlertsResponse,
  AlertTestView,
  AlertView,
  alertRoutes,
  SilencePreview,
  SilencesResponse,
  SilenceView,
} from './alerts.ts';
export { BackfillForecast, BackfillsResponse, BackfillView, backfillRoutes } from './backfills.ts';
export { BackupsResponse, BackupView, backupRoutes } from './backups.ts';
export {
  BulkActionsResponse,
  BulkActionView,
  BulkItemsResponse,
  type BulkItemView,
  BulkPreviewView,
  bulkActionRoutes,
} from './bulk-actions.ts';
export { ChangesResponse, changeRoutes, type JournalEntryView } from './changes.ts';
export {
  ActionImportView,
  CorporateActionsView,
  corporateActionRoutes,
} from './corporate-actions.ts';
export {
  CoverageResponse,
  CoverageView,
  CoverageYearsResponse,
  coverageRoutes,
  type DayRange,
  WhyView,
} from './coverage.ts';
export { ClientLogsResponse, dashboardRoutes, MetricsResponse, MetricView, SearchResponse } from './dashboard.ts';
export { DeadLettersResponse, DeadLetterView, deadLetterRoutes } from './dead-letters.ts';
export { documentRoutes, type ReplayedDocument, ReplayResponse } from './documents.ts';
export { eventRoutes, PipelineEvent } from './events.ts';
export {
  ExchangeRatesResponse,
  type ExchangeRateView,
  exchangeRateRoutes,
  RateImportView,
} from './exchange-rates.ts';
export { ExplanationView, explainRoutes } from './explain.ts';
export {
  FailuresResponse,
  FetchErrorsResponse,
  type FetchErrorView,
  FigureTickersResponse,
  type FigureTickerView,
  figureRoutes,
  LaggingResponse,
  type LaggingTickerView,
  MissingDatesResponse,
  type MissingDatesView,
} from './figures.ts';
export { FilingDetail, FilingView, filingRoutes, InsiderView, insiderRoutes } from './filings.ts';
export { arrowType, parquetType } from './formats.ts';
export { DeadlineView, FreshnessResponse, type FreshnessView, freshnessRoutes } from './freshness.ts';
export {
  CompanyFactsView,
  type EarningsPeriodView,
  type FigureView,
  FundamentalsView,
  FundamentalsWhyView,
  fundamentalsRoutes,
  RefreshFundamentalsResponse,
  ScreenView,
  StockMetricsView,
  type StockMetricView,
} from './fundamentals.ts';
export { ExecutionStatistics, ExecutionView, historyRoutes } from './history.ts';
export {
  insiderTradeRoutes,
  isByCursor,
  TradeGroup,
  TradeTotals,
  TradeView,
} from './insider-trades.ts';
export {
  InstrumentView,
  instrumentRoutes,
  ListingFinding,
  ListingFindingsResponse,
} from './instruments.ts';
export { KoreanCollection, KoreanFiguresView, KoreanRunsView, koreaRoutes } from './korea.ts';
export { LakeExportRequested, LakeExportsResponse, LakeExportView, LakeView, lakeRoutes } from './lake.ts';
export {
  MarketDaysRequested,
  MarketDaysResponse,
  marketDayRoutes,
} from './market-days.ts';
export {
  annotationRoutes,
  NotesResponse,
  NoteView,
  SavedViewsResponse,
  SavedViewView,
  savedViewRoutes,
} from './notes.ts';
export {
  AttentionResponse,
  type AttentionView,
  OutcomesResponse,
  overviewRoutes,
  RunNightsResponse,
  SourceDaysResponse,
} from './overview.ts';
export {
  NewPortfolioTrade,
  PortfolioDetail,
  PortfolioHistoryResponse,
  type PortfolioHoldingView,
  type PortfolioSnapshotView,
  PortfoliosResponse,
  PortfolioTradesResponse,
  PortfolioTradeView,
  PortfolioView,
  portfolioRoutes,
  TradeImportView,
} from './portfolios.ts';
export {
  type PriceBarView,
  PriceChangesView,
  PriceImportView,
  PricesView,
  priceRoutes,
  RecheckResponse,
} from './prices.ts';
export { Problem } from './problem.ts';
export {
  CheckPreviewView,
  ChecksRequested,
  ChecksResponse,
  CheckView,
  type DaySummaryView,
  ExemptionsResponse,
  ExemptionView,
  FindingDetail,
  FindingsResponse,
  type FindingView,
  qualityRoutes,
  SummaryView,
} from './quality.ts';
export { QuotesView, type QuoteView, quoteRoutes } from './quotes.ts';
export { PassedDay, ReceiptsResponse, ReceiptView, receiptRoutes } from './receipts.ts';
export {
  RefreshForecastView,
  RefreshReportsResponse,
  RefreshReportView,
  refreshRoutes,
} from './refresh.ts';
export { type ReportView, SectionsView, SectionView, sectionRoutes } from './reports.ts';
export type { RouteContract } from './route.ts';
export { apiRoutes } from './routes.ts';
export { RunsResponse, RunTimelineView, RunView, runRoutes, TargetsResponse, TargetView } from './runs.ts';
export {
  SchedulerStatus,
  SchedulesResponse,
  ScheduleView,
  schedulerRoutes,
} from './scheduler.ts';
export { DryRunResponse, ScrapeAllResponse, ScrapeResponse, scrapeRoutes } from './scrape.ts';
export { SourcesResponse, SourceView, sourceRoutes } from './sources.ts';
export { type DatasetView, StatusResponse, statusRoutes } from './status.ts';
export {
  type ChangeView,
  ConfirmedView,
  type ListedThenView,
  ListingsRequested,
  UniverseDelta,
  UniverseInstrumentView,
  UniverseResponse,
  universeRoutes,
} from './universe.ts';
export {
  WatchMatchesResponse,
  WatchMatchView,
  WatchRulesResponse,
  WatchRuleView,
  watchRuleRoutes,
} from './watch-rules.ts';
export {
  TrackResponse,
  UntrackResponse,
  WatchlistItemsResponse,
  WatchlistItemView,
  WatchlistsResponse,
  WatchlistView,
  watchlistRoutes,
} from './watchlists.ts';
