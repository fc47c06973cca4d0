/**
 * The vocabulary of Tickermill, shared by all packages; `docs/glossary.md` explains each word. Browser-safe: no I/O, no
 * clock, no environment; zod is the only dependency.
 */

export type { ChannelKind, ChannelSecret, ChannelSettings } from './alerts.ts';
export { channelKinds, isAtLeast, Severity } from './alerts.ts';
export type { BulkActionKind } from './bulk-actions.ts';
export { bulkActionFilters, bulkActionKinds, hasCountMoved } from './bulk-actions.ts';
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
export { lastPublishedInKorea } from './calendar/krx-publication.ts';
export { Mic } from './calendar/mic.ts';
export { assumedMic, exchangesOfUnitedStates, isOfUnitedStates, micOf, symbolSuffixes } from './calendar/mic-of.ts';
export type { Session, TradingCalendar } from './calendar/trading-calendar.ts';
export { ChangeKind } from './changes.ts';
export { counted } from './counted.ts';
export { lastSlots, nextSlots } from './cron.ts';
export type { DatasetId, RecordOf, TargetKind } from './datasets.ts';
export {
  Company,
  CompanyEntry,
  DailyIndex,
  datasets,
  earliestBackfillDay,
  FeedPoll,
  FilingOwner,
  InsiderHolding,
  InsiderTrade,
  type ListingFindingKind,
  newestSchemaVersion,
  type OddCompany,
  OwnerRole,
  OwnershipDocument,
  OwnershipFiling,
  OwnershipForm,
  TradeFlag,
} from './datasets.ts';
export {
  addDays,
  Day,
  dayAt,
  dayMs,
  earliestDay,
  Instant,
  instantOf,
  isDay,
  isZone,
  latestDay,
  offsetAt,
} from './day.ts';
export { add, compare, Decimal, divide, multiply, roundTo, subtract, toDecimal } from './decimal.ts';
export { defaultWatchlist } from './default-watchlist.ts';
export type { ErrorCode } from './errors.ts';
export { errorCatalogue } from './errors.ts';
export {
  fromNasdaqSymbol,
  fromTapeSymbol,
  toAlphaVantageMarks,
  toListedSymbol,
  toNasdaqSymbol,
} from './exchange-spellings.ts';
export type { EarningsPeriod, PeriodFigure } from './fundamentals.ts';
export {
  CompanyFactsRecord,
  CompanyProfile,
  type FigureName,
  FiscalPeriod,
  figureNames,
  type MetricName,
  metricNames,
  ReportedFact,
  ReportForm,
} from './fundamentals.ts';
export { groupBy } from './group-by.ts';
export { Accession, AskedTicker, Cik, Ticker, tickerForms, toCik } from './identifiers.ts';
export type { KoreanEtfValues, KoreanSectors, KoreanValuations } from './korea.ts';
export { KoreanMic } from './korea.ts';
export { LakeDataset } from './lake.ts';
export { latencyBoundsMs, latencyBucket, latencyQuantile } from './latency.ts';
export {
  FileValidators,
  Isin,
  ListedInstrument,
  type ListedKind,
  Listing,
  ListingId,
  UnchangedListing,
} from './listings.ts';
export type { Log } from './log.ts';
export {
  type MarketBar,
  MarketDayActions,
  MarketDayBars,
  MarketDayRecord,
  MarketId,
  marketDayTarget,
  marketOf,
  markets,
} from './market-days.ts';
export { paceText } from './pace.ts';
export { type ErrorDetail, PipelineError, toPipelineError } from './pipeline-error.ts';
export {
  type ExchangeRate,
  type HoldingFigures,
  LotMethod,
  PortfolioCurrency,
  type PortfolioFigures,
  PositiveDecimal,
  TradeKind,
} from './portfolios.ts';
export {
  CorporateAction,
  DailyPrices,
  isBelow,
  isPrice,
  minorUnits,
  Price,
  PriceBar,
  PriceBasis,
  PriceOddity,
  PriceProbe,
  PriceSeries,
  Quote,
  SecondCloses,
  Volume,
} from './prices.ts';
export { profileOfStage, RefreshProfile, refreshedDatasets, refreshProfiles } from './refresh.ts';
export type { CompanyReports, FiledReport, FilingSection, FilingSections, Registrant } from './reports.ts';
export { FiledReportForm, partOfItem, reportUrl, SectionItem, SectionStatus, sectionTitles } from './reports.ts';
export { allows, Role } from './roles.ts';
export { skipReason } from './skip-reasons.ts';
export { isPreferred, preferredSources, SourcePreference } from './source-preference.ts';
export { SourceId } from './sources.ts';
export { isStage, Stage } from './stages.ts';
export { spellingsOf } from './ticker-spellings.ts';
export type { InstrumentEventKind, InstrumentStatus, ListingStatus } from './universe.ts';
export { listingExchanges } from './universe.ts';
export { isStorable, unstorable } from './unstorable.ts';
