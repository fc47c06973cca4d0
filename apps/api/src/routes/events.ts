import { eventRoutes } from '@tickermill/core/contracts';
import type { ApiContext } from '../context.ts';
import { type ServedRoute, serve } from '../served-route.ts';
import { symbolMeant } from '../ticker-filter.ts';

/** What happens, as it happens. */
export function serveEvents({ events, store }: ApiContext): ServedRoute[] {
  return [
    serve(eventRoutes.stream, async ({ query: { last_event_id, ticker, ...query }, request, response }) => {
      // A HEAD request must not wait for the end of a stream that has none.
      if (request.method === 'HEAD') response.type('text/event-stream').end();
      else {
        const wanted = { ...query, ticker: await symbolMeant(store.db, ticker) };
        await events.serve(response, { wanted, lastEventId: request.get('last-event-id') ?? last_event_id });
      }
      return 'sent';
    }),
  ];
}
