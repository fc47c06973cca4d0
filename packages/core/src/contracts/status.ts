import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { defineRoute } from './route.ts';
import { RunView } from './runs.ts';

/** `GET status`: what an operator wants to see first. */
export const StatusResponse = z
  .object({
    /** Whom this installation asks: the sandbox, or the real hosts. */
    mode: z.enum(['sandbox', 'live']),
    version: z.string(),
    tracked_tickers: z.int(),
    insider_trades: z.object({
      filings: z.int(),
      amendments: z.int(),
      /** Trades that statistics count: those of originals. */
      trades: z.int(),
      holdings: z.int(),
      insiders: z.int(),
      documents_set_aside: z.int(),
      latest_filing: Day.nullable(),
    }),
    sources: z.array(
      z.object({
        source: z.string(),
        state: z.string(),
        /** Requests per second that it is asked at. */
        pace_per_second: z.number(),
        requests: z.int(),
        quiet_until: Instant.nullable(),
        quiet_reason: z.string().nullable(),
        waiting: z.int(),
        queued: z.int(),
        running: z.int(),
      }),
    ),
    runs: z.array(RunView),
  })
  .meta({ id: 'Status' });
export type StatusResponse = z.infer<typeof StatusResponse>;

export const statusRoutes = {
  get: defineRoute({
    ...{ id: 'getStatus', method: 'get', path: '/status', tag: 'Status', role: 'viewer' },
    summary: 'What an operator wants to see first: what is stored, the sources, the five latest runs.',
    answers: { 200: StatusResponse },
  }),
};
