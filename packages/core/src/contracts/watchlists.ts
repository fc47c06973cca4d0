// Contracts of watchlists and tracking, for the API and its clients.

import { z } from 'zod';
import { Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { GivenName, Paging, pageOf, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

const WatchlistName = GivenName;
/** Higher is requested first. */
const Priority = z.int().min(-1_000).max(1_000);

export const WatchlistView = z
  .object({
    name: z.string(),
    priority: z.int(),
    tickers: z.int().describe('How many are on it.'),
    created_at: Instant,
  })
  .meta({ id: 'Watchlist' });
export type WatchlistView = z.infer<typeof WatchlistView>;

export const WatchlistItemView = z
  .object({
    ticker: z.string().nullable().describe('The current symbol, or the last one.'),
    name: z.string(),
    cik: z.string().nullable(),
    tracked_since: Instant,
  })
  .meta({ id: 'WatchlistItem' });
export type WatchlistItemView = z.infer<typeof WatchlistItemView>;

export const TrackResponse = z
  .object({
    tracked: z.int().describe('How many of the tickers were not tracked before.'),
    run_id: z
      .string()
      .nullable()
      .describe('The run that requests their insider trades; null when all were tracked already.'),
    prices_run_id: z.string().nullable().describe('The run that requests their daily prices; null likewise.'),
    runs: z
      .array(z.object({ dataset: z.string(), run_id: z.string() }))
      .describe('The runs that request them: one for each dataset that a ticker is tracked for.'),
    refused: z
      .array(z.object({ ticker: z.string(), reason: z.string() }))
      .default([])
      .describe('With `skip_unknown`: what was left out, and why.'),
    removed: z.int().default(0).describe('With `replace`: how many others were taken off the watchlist.'),
  })
  .meta({ id: 'Track' });
export type TrackResponse = z.infer<typeof TrackResponse>;

export const UntrackResponse = z
  .object({
    removed: z.int().describe('How many were taken off.'),
    missing: z.array(z.string()).describe('Those that were not on it.'),
  })
  .meta({ id: 'Untrack' });

export const WatchlistsResponse = z.object({ items: z.array(WatchlistView) });
export const WatchlistItemsResponse = pageOf(WatchlistItemView).extend({ total: z.int() });

const tag = 'Watchlists';
const one = { tag, params: z.object({ name: WatchlistName }) } as const;

export const watchlistRoutes = {
  list: defineRoute({
    id: 'listWatchlists',
    method: 'get',
    path: '/watchlists',
    tag,
    role: 'viewer',
    summary: 'Every watchlist, in the order of priority.',
    answers: { 200: WatchlistsResponse },
  }),
  add: defineRoute({
    id: 'addWatchlist',
    method: 'post',
    path: '/watchlists',
    tag,
    role: 'operator',
    summary: 'Makes a watchlist.',
    body: z.strictObject({ name: WatchlistName, priority: Priority.default(0) }),
    answers: { 201: WatchlistView },
  }),
  get: defineRoute({
    ...one,
    id: 'getWatchlist',
    method: 'get',
    path: '/watchlists/{name}',
    role: 'viewer',
    summary: 'One watchlist.',
    answers: { 200: WatchlistView },
  }),
  change: defineRoute({
    ...one,
    id: 'changeWatchlist',
    method: 'patch',
    path: '/watchlists/{name}',
    role: 'operator',
    summary: 'Renames a watchlist, or gives it another priority.',
    body: z.strictObject({ name: WatchlistName.optional(), priority: Priority.optional() }),
    answers: { 200: WatchlistView },
  }),
  remove: defineRoute({
    ...one,
    id: 'removeWatchlist',
    method: 'delete',
    path: '/watchlists/{name}',
    role: 'operator',
    summary: 'Deletes a watchlist. Tickers on no other are tracked no more; what is stored of them stays.',
    answers: { 204: null },
  }),
  items: defineRoute({
    ...one,
    id: 'listWatchlistItems',
    method: 'get',
    path: '/watchlists/{name}/items',
    role: 'viewer',
    summary: 'The tickers of a watchlist, by name; as CSV all of them.',
    query: Paging.extend({ safe: Safe }),
    answers: { 200: WatchlistItemsResponse },
    formats: ['text/csv'],
  }),
  track: defineRoute({
    ...one,
    id: 'trackTickers',
    method: 'post',
    path: '/watchlists/{name}/items',
    role: 'operator',
    summary: 'Tracks tickers, from JSON or text/csv; new ones are requested at once, in one run.',
    csvField: 'tickers',
    body: z.object({
      tickers: z.array(AskedTicker).min(1).max(20_000),
      skip_unknown: z
        .boolean()
        .default(false)
        .describe('Leaves out tickers under which nothing is listed, or several, and names them.'),
      replace: z.boolean().default(false).describe('Takes all others off the watchlist.'),
    }),
    answers: { 200: TrackResponse, 202: TrackResponse },
  }),
  untrackMany: defineRoute({
    ...one,
    id: 'untrackTickers',
    method: 'post',
    path: '/watchlists/{name}/items/remove',
    role: 'operator',
    summary: 'Takes many tickers off a watchlist, from JSON or text/csv; what is stored of them stays.',
    csvField: 'tickers',
    body: z.object({ tickers: z.array(AskedTicker).min(1).max(20_000) }),
    answers: { 200: UntrackResponse },
  }),
  untrack: defineRoute({
    id: 'untrackTicker',
    method: 'delete',
    path: '/watchlists/{name}/items/{ticker}',
    tag,
    role: 'operator',
    summary: 'Takes a ticker off a watchlist. On no other, it is tracked no more; what is stored of it stays.',
    params: z.object({ name: WatchlistName, ticker: AskedTicker }),
    answers: { 204: null },
  }),
};
