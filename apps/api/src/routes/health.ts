import { checkHealth } from '@tickermill/runtime';
import { proveWritable } from '@tickermill/store/fleet';
import { Router } from 'express';
import type { ApiContext } from '../context.ts';

/** Open to all: whether the process lives, and whether it can serve: database, queue and disk, each with its reason. */
export function healthRoutes({ store, queues, disk }: Pick<ApiContext, 'store' | 'queues' | 'disk'>): Router {
  const router = Router();
  const needs = {
    database: { check: () => proveWritable(store.db), reason: 'the database does not take writes' },
    queue: { check: () => queues.ping(), reason: 'the queue does not take writes' },
  };
  router.get('/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/ready', async (_request, response) => {
    const health = await checkHealth(needs, disk);
    response.status(health.status === 'ready' ? 200 : 503).json(health);
  });
  return router;
}
