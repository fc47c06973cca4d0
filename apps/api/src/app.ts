import { apiRoutes } from '@tickermill/core/contracts';
import express, { type Express, Router } from 'express';
import { serveApiTokens } from './accounts/api-tokens.ts';
import { recordChanges, serveAuditLog } from './accounts/audit.ts';
import { onlyKnownHosts } from './accounts/known-hosts.ts';
import { loginRoutes } from './accounts/login.ts';
import { serveMe } from './accounts/me.ts';
import { inlineStylesAllowed, securityHeaders } from './accounts/security-headers.ts';
import { serveUsers } from './accounts/users.ts';
import { authenticate } from './auth.ts';
import { limitRequests, openCallerLimits } from './caller-limits.ts';
import { consolePath, consoleRoutes } from './console/routes.ts';
import type { ApiContext } from './context.ts';
import { documentationPages } from './documentation/pages.ts';
import { watchFleet } from './metrics/fleet.ts';
import { allowByToken, serveMetrics, timeRequests } from './metrics/routes.ts';
import { dashboard } from './pages/dashboard.ts';
import { runBooks } from './pages/run-books.ts';
import { statusPage } from './pages/status-page.ts';
import { answerProblem, identifyRequest, notFound } from './problem.ts';
import { serveAlerts } from './routes/alerts.ts';
import { serveBackfills } from './routes/backfills.ts';
import { serveBackups } from './routes/backups.ts';
import { serveBulkActions } from './routes/bulk-actions.ts';
import { serveChanges } from './routes/changes.ts';
import { serveCorporateActions } from './routes/corporate-actions.ts';
import { serveCoverage } from './routes/coverage.ts';
import { serveDashboard } from './routes/dashboard.ts';
import { serveDeadLetters } from './routes/dead-letters.ts';
import { serveDocuments } from './routes/documents.ts';
import { serveEvents } from './routes/events.ts';
import { serveExchangeRates } from './routes/exchange-rates.ts';
import { serveExplain } from './routes/explain.ts';
import { serveFigures } from './routes/figures.ts';
import { serveFilings } from './routes/filings.ts';
import { serveFreshness } from './routes/freshness.ts';
import { serveFundamentals } from './routes/fundamentals.ts';
import { healthRoutes } from './routes/health.ts';
import { serveHistory } from './routes/history.ts';
import { serveInsiderTrades } from './routes/insider-trades.ts';
import { serveInstruments } from './routes/instruments.ts';
import { serveKorea } from './routes/korea.ts';
import { serveLake } from './routes/lake.ts';
import { serveMarketDays } from './routes/market-days.ts';
import { serveNotes } from './routes/notes.ts';
import { serveOverview } from './routes/overview.ts';
import { servePortfolios } from './routes/portfolios.ts';
import { servePriceRechecks } from './routes/price-rechecks.ts';
import { servePrices } from './routes/prices.ts';
import { serveQuality } from './routes/quality.ts';
import { serveQuotes } from './routes/quotes.ts';
import { serveReceipts } from './routes/receipts.ts';
import { serveRefresh } from './routes/refresh.ts';
import { serveRuns } from './routes/runs.ts';
import { serveScheduler } from './routes/scheduler.ts';
import { serveScrapes } from './routes/scrape.ts';
import { serveSections } from './routes/sections.ts';
import { serveSources } from './routes/sources.ts';
import { serveStatus } from './routes/status.ts';
import { serveUniverse } from './routes/universe.ts';
import { serveWatchRules } from './routes/watch-rules.ts';
import { serveWatchlists } from './routes/watchlists.ts';
import { expressPath, type Recorder, type ServedRoute } from './served-route.ts';

const resources: readonly ((context: ApiContext) => ServedRoute[])[] = [
  serveStatus,
  serveOverview,
  serveScheduler,
  serveScrapes,
  serveRefresh,
  serveExplain,
  serveRuns,
  serveBackfills,
  serveHistory,
  serveInsiderTrades,
  serveFilings,
  serveSections,
  servePriceRechecks,
  servePrices,
  serveMarketDays,
  serveQuotes,
  serveCorporateActions,
  serveFundamentals,
  serveKorea,
  serveCoverage,
  serveInstruments,
  serveUniverse,
  serveWatchlists,
  serveWatchRules,
  servePortfolios,
  serveExchangeRates,
  serveQuality,
  serveFigures,
  serveFreshness,
  serveAlerts,
  serveDeadLetters,
  serveDocuments,
  serveReceipts,
  serveSources,
  serveBulkActions,
  serveLake,
  serveBackups,
  serveChanges,
  serveEvents,
  serveDashboard,
  serveNotes,
  serveMe,
  serveUsers,
  serveApiTokens,
  serveAuditLog,
];

/** The API as an Express app: health and the login are open, everything else requires authentication. */
export function createApp(context: ApiContext): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  if (context.web.trustProxy !== undefined) app.set('trust proxy', context.web.trustProxy);
  app.use(timeRequests(context.metrics));
  app.use(identifyRequest, securityHeaders(context.web));
  app.use('/health', healthRoutes(context));
  const answerMetrics = serveMetrics(context, watchFleet(context, context.metrics));
  app.get('/metrics', allowByToken(context.metricsToken, answerMetrics));
  app.use(onlyKnownHosts(context.web));
  app.use('/login', loginRoutes(context));
  app.use(authenticate(context), limitRequests(openCallerLimits()));
  app.get('/metrics', answerMetrics);
  const served = resources.flatMap((serveResource) => serveResource(context));
  app.use('/api/v1', mount(served, recordChanges(context)));
  app.use('/docs', inlineStylesAllowed);
  app.use(documentationPages());
  app.use(runBooks());
  app.use(consolePath, consoleRoutes(context));
  app.use(statusPage(context));
  app.use(dashboard());
  app.use(notFound);
  app.use(answerProblem(context.log));
  return app;
}

/** A contract without an answer, or answered twice, would be a broken promise. */
function mount(served: readonly ServedRoute[], recorder: Recorder): Router {
  const router = Router();
  for (const contract of apiRoutes) {
    const [one, ...more] = served.filter((route) => route.contract === contract);
    if (!one || more.length > 0)
      throw new Error(`The route ${contract.id} is answered ${one ? 'twice' : 'by nobody'}.`);
    router[contract.method](expressPath(contract), one.handle(recorder));
  }
  return router;
}
