import { addDays, type Day, dayAt, latencyQuantile } from '@tickermill/core';
import { overviewRoutes } from '@tickermill/core/contracts';
import { runNights } from '@tickermill/store/ledger';
import { scheduleOutcomes } from '@tickermill/store/schedules';
import { sourceActivityByDay } from '@tickermill/store/sources';
import { whatNeedsAttention } from '../attention.ts';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { contractOf } from '../views/contract-of.ts';

/** What the overview shows beside the figures: what needs a person, and how schedules, runs and sources have done. */
export function serveOverview(context: ApiContext): ServedRoute[] {
  const { store, now } = context;
  const span = ({ days, date }: { days: number; date?: Day | undefined }) => {
    const to = date ?? dayAt(now(), 'UTC');
    return { from: addDays(to, 1 - days), to };
  };
  return [
    serve(overviewRoutes.attention, async () => reply(200, { items: await whatNeedsAttention(context) })),
    serve(overviewRoutes.outcomes, async ({ query: { last } }) =>
      reply(200, { items: (await scheduleOutcomes(store.reads, { last })).map((each) => contractOf(each)) }),
    ),
    serve(overviewRoutes.nights, async ({ query }) => {
      const days = span(query);
      const items = (await runNights(store.reads, days)).map(({ worstRunId, worstState, states, ...night }) => ({
        ...night,
        states: { ...states },
        worst: { run_id: String(worstRunId), state: worstState },
      }));
      return reply(200, { ...days, items });
    }),
    serve(overviewRoutes.sourceDays, async ({ query }) => {
      const days = span(query);
      const items = (await sourceActivityByDay(store.reads, days)).map(({ buckets, ...day }) => ({
        ...day,
        p50_ms: latencyQuantile(buckets, 0.5),
        p95_ms: latencyQuantile(buckets, 0.95),
      }));
      return reply(200, { ...days, items });
    }),
  ];
}
