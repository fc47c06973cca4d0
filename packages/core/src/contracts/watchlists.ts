import { z } from 'zod';
import { Ticker } from '../identifiers.ts';
import { defineRoute } from './route.ts';

const WatchlistName = z.string().trim().min(1).max(100);

export const TrackResponse = z
  .object({
    /** How many of the tickers were not tracked before. */
    tracked: z.int(),
    /** The run that asks for them; null when all were tracked already. */
    run_id: z.string().nullable(),
  })
  .meta({ id: 'Track' });
export type TrackResponse = z.infer<typeof TrackResponse>;

export const watchlistRoutes = {
  track: defineRoute({
    ...{ id: 'trackTickers', method: 'post', path: '/watchlists/{name}/items', tag: 'Watchlists', role: 'operator' },
    summary: 'Tracks tickers; those new to us are asked for at once, in one run.',
    params: z.object({ name: WatchlistName }),
    body: z.object({ tickers: z.array(Ticker).min(1).max(20_000) }),
    answers: { 200: TrackResponse, 202: TrackResponse },
  }),
};
