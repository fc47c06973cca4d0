import { viewFreshness } from '@tickermill/quality';
import { checkHealth } from '@tickermill/runtime';
import { proveWritable } from '@tickermill/store/fleet';
import { Router } from 'express';
import type { ApiContext } from '../context.ts';

/** How long a judgement of freshness is reused, ms. */
const judgedMs = 5_000;

/**
 * Open to all: whether the process lives; whether it can serve: database, queue and disk, each with its reason; whether
 * every dataset has its session in time.
 */
export function healthRoutes({
  store,
  queues,
  disk,
  now,
}: Pick<ApiContext, 'store' | 'queues' | 'disk' | 'now'>): Router {
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
  // Anybody may ask, as often as they like: the universe is read for it at most every few seconds.
  let judged: { readonly at: number; readonly freshness: ReturnType<typeof viewFreshness> } | null = null;
  router.get('/fresh', async (_request, response) => {
    if (judged === null || performance.now() - judged.at > judgedMs)
      judged = { at: performance.now(), freshness: viewFreshness({ store, now }) };
    const missed = (await judged.freshness).filter(({ state }) => state === 'late' || state === 'critical');
    const late = missed.map(({ dataset, exchange, due, lateMinutes }) => ({
      dataset,
      exchange,
      session: due.session,
      late_minutes: lateMinutes,
    }));
    response.status(late.length === 0 ? 200 : 503).json({ status: late.length === 0 ? 'fresh' : 'late', late });
  });
  return router;
}
