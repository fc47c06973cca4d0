import { eventRoutes } from '@tickermill/core/contracts';
import type { Response } from 'express';
import { type Caller, stillMay } from '../auth.ts';
import { beginFor } from '../caller-limits.ts';
import type { ApiContext } from '../context.ts';
import { type ServedRoute, serve } from '../served-route.ts';
import { symbolMeant } from '../ticker-filter.ts';

/** So often it is looked whether a reader still may, ms. */
const lookMs = 2_000;
/** What was found is good for so long, ms. */
const sharedMs = 1_000;

/** What happens, as it happens. */
export function serveEvents(context: ApiContext): ServedRoute[] {
  const { events, store } = context;
  const mayStill = shareLooks(context);
  return [
    serve(eventRoutes.stream, async ({ query: { last_event_id, ticker, ...query }, caller, request, response }) => {
      // Whoever asks for the headers alone must not wait for the end of a stream that has none.
      if (request.method === 'HEAD') {
        response.type('text/event-stream').end();
        return 'sent';
      }
      const wanted = { ...query, ticker: await symbolMeant(store.db, ticker) };
      const release = beginFor(response, 'streams');
      const looking = setInterval(() => void endIfRevoked(mayStill, caller, response), lookMs);
      try {
        await events.serve(response, { wanted, lastEventId: request.get('last-event-id') ?? last_event_id });
      } finally {
        clearInterval(looking);
        release();
      }
      return 'sent';
    }),
  ];
}

/** Ends the stream of a caller who may no more. Without the database nobody can say so, and nothing happens either. */
async function endIfRevoked(mayStill: Look, caller: Caller, response: Response): Promise<void> {
  const may = await mayStill(caller).catch(() => true);
  if (!may) response.end();
}

type Look = (caller: Caller) => Promise<boolean>;

/** Looks up whether a caller still may, once for all streams of the caller that ask within a second. */
function shareLooks(context: ApiContext): Look {
  const looks = new Map<string, Promise<boolean>>();
  return (caller) => {
    const key = [caller.via, caller.role, caller.proof].join(' ');
    const shared = looks.get(key) ?? stillMay(context, caller);
    if (!looks.has(key)) {
      looks.set(key, shared);
      setTimeout(() => looks.delete(key), sharedMs).unref();
    }
    return shared;
  };
}
