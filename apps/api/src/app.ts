import express, { type Express } from 'express';
import { requireToken } from './auth.ts';
import type { ApiContext } from './context.ts';
import { answerProblem, notFound } from './problem.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { healthRoutes } from './routes/health.ts';
import { runRoutes } from './routes/runs.ts';
import { schedulerRoutes } from './routes/scheduler.ts';
import { scrapeAllRoutes, scrapeRoutes } from './routes/scrape.ts';
import { sourceRoutes } from './routes/sources.ts';
import { statusRoutes } from './routes/status.ts';
import { watchlistRoutes } from './routes/watchlists.ts';

/** The API as an Express app: health is open, all else asks for the token. */
export function createApp(context: ApiContext): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use('/health', healthRoutes(context));
  app.use(requireToken(context.token));
  app.use(express.json({ limit: '1mb' }));
  app.use('/api/v1/status', statusRoutes(context));
  app.use('/api/v1/runs', runRoutes(context));
  app.use('/api/v1/scheduler/scrape', scrapeRoutes(context));
  app.use('/api/v1/scheduler/scrape-all', scrapeAllRoutes(context));
  app.use('/api/v1/dead-letters', deadLetterRoutes(context));
  app.use('/api/v1/scheduler', schedulerRoutes(context));
  app.use('/api/v1/sources', sourceRoutes(context));
  app.use('/api/v1/watchlists', watchlistRoutes(context));
  app.use(notFound);
  app.use(answerProblem(context.log));
  return app;
}
