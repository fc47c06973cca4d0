import { Router } from 'express';
import type { ApiContext } from '../context.ts';

/** Open to all: whether the process lives, and whether it can serve (a round trip to database and queue). */
export function healthRoutes({ store, queues }: ApiContext): Router {
  const router = Router();
  router.get('/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/ready', async (_request, response) => {
    try {
      await store.db.$queryRaw`SELECT 1`;
      await queues.ping();
      response.json({ status: 'ready' });
    } catch {
      response.status(503).json({ status: 'the database or the queue does not answer' });
    }
  });
  return router;
}
