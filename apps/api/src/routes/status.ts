import type { StatusResponse } from '@tickermill/core';
import { productVersion } from '@tickermill/runtime';
import { insiderTradeTotals, latestRuns, openTaskCounts, sourceStatuses, trackedTickers } from '@tickermill/store';
import { Router } from 'express';
import type { ApiContext } from '../context.ts';

const runsShown = 5;

/** What an operator wants to see first. */
export function statusRoutes({ store: { db }, mode }: ApiContext): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const [tracked, totals, sources, open, runs] = await Promise.all([
      trackedTickers(db),
      insiderTradeTotals(db),
      sourceStatuses(db),
      openTaskCounts(db),
      latestRuns(db, { limit: runsShown, offset: 0 }),
    ]);
    const none = { waiting: 0, queued: 0, running: 0 };
    const answer: StatusResponse = {
      mode,
      version: productVersion,
      tracked_tickers: tracked.length,
      insider_trades: totals,
      sources: sources.map(({ source, state, pace, requests, quietUntil, quietReason }) => {
        const { waiting, queued, running } = open.find((counts) => counts.source === source) ?? none;
        return {
          ...{ source, state, requests, waiting, queued, running },
          pace_per_second: (pace.requests * 1_000) / pace.perMs,
          quiet_until: quietUntil?.toISOString() ?? null,
          quiet_reason: quietReason,
        };
      }),
      runs,
    };
    response.json(answer);
  });
  return router;
}
