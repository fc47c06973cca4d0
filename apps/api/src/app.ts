import { apiRoutes } from '@tickermill/core';
import express, { type Express, Router } from 'express';
import { authenticate } from './auth.ts';
import type { ApiContext } from './context.ts';
import { documentationPages } from './documentation/pages.ts';
import { answerProblem, notFound } from './problem.ts';
import { serveDeadLetters } from './routes/dead-letters.ts';
import { healthRoutes } from './routes/health.ts';
import { serveRuns } from './routes/runs.ts';
import { serveScheduler } from './routes/scheduler.ts';
import { serveScrapes } from './routes/scrape.ts';
import { serveSources } from './routes/sources.ts';
import { serveStatus } from './routes/status.ts';
import { serveWatchlists } from './routes/watchlists.ts';
import { expressPath, type ServedRoute } from './served-route.ts';

const resources: readonly ((context: ApiContext) => ServedRoute[])[] = [
  serveStatus,
  serveScheduler,
  serveScrapes,
  serveRuns,
  serveWatchlists,
  serveDeadLetters,
  serveSources,
];

/** The API as an Express app: health is open, all else asks who you are. */
export function createApp(context: ApiContext): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use('/health', healthRoutes(context));
  app.use(authenticate(context.token));
  app.use(express.json({ limit: '1mb' }));
  app.use('/api/v1', mount(resources.flatMap((serveResource) => serveResource(context))));
  app.use(documentationPages());
  app.use(notFound);
  app.use(answerProblem(context.log));
  return app;
}

/** A contract without an answer, or answered twice, would be a promise that nobody keeps. */
function mount(served: readonly ServedRoute[]): Router {
  const router = Router();
  for (const contract of apiRoutes) {
    const [one, ...more] = served.filter((route) => route.contract === contract);
    if (!one || more.length > 0)
      throw new Error(`The route ${contract.id} is answered ${one ? 'twice' : 'by nobody'}.`);
    router[contract.method](expressPath(contract), one.handle);
  }
  return router;
}
