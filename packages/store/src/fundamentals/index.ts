/** What companies report: their facts, the figures made of them, and what these were before. */

export type { LastAsked, MissingReport } from './asked.ts';
export { lastAsked, missingReports } from './asked.ts';
export type { BulkCounts, BulkFileIdentity, BulkImport, RefusedEntry } from './bulk-imports.ts';
export { beginBulkImport, moveBulkImport, universeCiks } from './bulk-imports.ts';
export type { DueCompany } from './companies-to-ask.ts';
export { companiesToAsk } from './companies-to-ask.ts';
export type { FetchedCompany } from './facts.ts';
export { factsOf, fetchedCompany, formerCiks, fundamentalsTotals } from './facts.ts';
export type { EarningsRevision, StoredPeriod } from './history.ts';
export { earningsHistory, earningsRevisions } from './history.ts';
export { companiesToAskAgain, recordFoundReports } from './late-facts.ts';
export type { MetricBound, MetricDay, ScreenedStock, StaleInstrument, StoredMetric } from './metrics.ts';
export {
  metricDays,
  metricsOf,
  pruneMetricDays,
  screenStocks,
  staleInstruments,
  writeMetrics,
} from './metrics.ts';
export type { ListedStock, StoredProfile } from './profiles.ts';
export { countProfiles, profileOf, profilesAskedSince, untrackedStocks } from './profiles.ts';
export { registrantsToAsk } from './registrants-to-ask.ts';
export type { ReportFilter, StoredReport } from './reports.ts';
export { importReports, listReports, reportTotals } from './reports.ts';
export type { DueReport } from './reports-to-read.ts';
export { reportsToRead } from './reports-to-read.ts';
export type { ReadReport, StoredSection } from './sections.ts';
export { readReport, sectionsOf, sectionTotals } from './sections.ts';
