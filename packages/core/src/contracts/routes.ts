import { accountRoutes } from './accounts.ts';
import { alertRoutes } from './alerts.ts';
import { backfillRoutes } from './backfills.ts';
import { backupRoutes } from './backups.ts';
import { bulkActionRoutes } from './bulk-actions.ts';
import { changeRoutes } from './changes.ts';
import { corporateActionRoutes } from './corporate-actions.ts';
import { coverageRoutes } from './coverage.ts';
import { dashboardRoutes } from './dashboard.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { documentRoutes } from './documents.ts';
import { eventRoutes } from './events.ts';
import { exchangeRateRoutes } from './exchange-rates.ts';
import { explainRoutes } from './explain.ts';
import { figureRoutes } from './figures.ts';
import { filingRoutes, insiderRoutes } from './filings.ts';
import { freshnessRoutes } from './freshness.ts';
import { fundamentalsRoutes } from './fundamentals.ts';
import { historyRoutes } from './history.ts';
import { insiderTradeRoutes } from './insider-trades.ts';
import { instrumentRoutes } from './instruments.ts';
import { koreaRoutes } from './korea.ts';
import { lakeRoutes } from './lake.ts';
import { marketDayRoutes } from './market-days.ts';
import { annotationRoutes, savedViewRoutes } from './notes.ts';
import { overviewRoutes } from './overview.ts';
import { portfolioRoutes } from './portfolios.ts';
import { priceRoutes } from './prices.ts';
import { qualityRoutes } from './quality.ts';
import { quoteRoutes } from './quotes.ts';
import { receiptRoutes } from './receipts.ts';
import { refreshRoutes } from './refresh.ts';
import { sectionRoutes } from './reports.ts';
import type { RouteContract } from './route.ts';
import { runRoutes } from './runs.ts';
import { schedulerRoutes } from './scheduler.ts';
import { scrapeRoutes } from './scrape.ts';
import { sourceRoutes } from './sources.ts';
import { statusRoutes } from './status.ts';
import { universeRoutes } from './universe.ts';
import { watchRuleRoutes } from './watch-rules.ts';
import { watchlistRoutes } from './watchlists.ts';

/** Every route under /api/v1, in the order in which documents name them. */
export const apiRoutes: readonly RouteContract[] = [
  statusRoutes,
  // Before those whose paths end in an id.
  overviewRoutes,
  schedulerRoutes,
  scrapeRoutes,
  refreshRoutes,
  explainRoutes,
  runRoutes,
  backfillRoutes,
  historyRoutes,
  insiderTradeRoutes,
  filingRoutes,
  insiderRoutes,
  priceRoutes,
  marketDayRoutes,
  quoteRoutes,
  corporateActionRoutes,
  fundamentalsRoutes,
  koreaRoutes,
  sectionRoutes,
  coverageRoutes,
  instrumentRoutes,
  universeRoutes,
  watchlistRoutes,
  watchRuleRoutes,
  portfolioRoutes,
  exchangeRateRoutes,
  qualityRoutes,
  figureRoutes,
  freshnessRoutes,
  alertRoutes,
  deadLetterRoutes,
  documentRoutes,
  receiptRoutes,
  sourceRoutes,
  bulkActionRoutes,
  lakeRoutes,
  backupRoutes,
  changeRoutes,
  eventRoutes,
  dashboardRoutes,
  annotationRoutes,
  savedViewRoutes,
  accountRoutes,
].flatMap((routes) => Object.values<RouteContract>(routes));
