import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { ListingStatus } from '../universe.ts';
import { ChannelState } from './alerts.ts';
import { defineRoute } from './route.ts';
import { RunView } from './runs.ts';

/** A dataset: how it is called, and what is stored of it. */
const DatasetView = z
  .object({
    id: z.string(),
    title: z.string(),
    nouns: z
      .object({ target: z.string(), found: z.string(), created: z.string() })
      .describe('What one of its targets, of what a run finds, and of what it stores is called.'),
    tracked: z.boolean().describe('Tracking a ticker requests it.'),
    counts: z.array(z.object({ name: z.string(), noun: z.string(), count: z.int() })),
    first: z.string().nullable().describe('The first day or instant that is stored.'),
    latest: z.string().nullable(),
  })
  .meta({ id: 'Dataset' });
export type DatasetView = z.infer<typeof DatasetView>;

/** `GET status`: what an operator wants to see first. */
export const StatusResponse = z
  .object({
    mode: z.enum(['sandbox', 'live']).describe('The destination of requests: the sandbox, or the real hosts.'),
    version: z.string(),
    tracked_tickers: z.int(),
    datasets: z.array(DatasetView),
    insider_trades: z.object({
      filings: z.int(),
      amendments: z.int(),
      trades: z
        .int()
        .describe('Rows that statistics count: of originals and matched amendments, those that nothing restates.'),
      holdings: z.int(),
      insiders: z.int(),
      documents_set_aside: z.int(),
      latest_filing: Day.nullable(),
    }),
    daily_prices: z.object({
      instruments: z.int().describe('Of which prices are stored.'),
      first: Day.nullable().describe('The first day of which a price is stored.'),
      latest: Day.nullable().describe('The last day of which final prices are stored.'),
    }),
    /** How far the filings of the whole market are read. */
    market: z.object({
      /** The index of every filing day up to this one is read; null before the first. */
      watermark: Day.nullable(),
      /** The last day whose index is final. */
      last_final_day: Day,
      /** Days whose index was not there at 12:00 New York time on the next day. */
      overdue: z.array(Day),
      /** From when to when polls of the current feed overlap without a break. */
      feed: z.object({ from: Instant, to: Instant }).nullable(),
      /** Schedules spend no request on a ticker whose own list was read today. */
      covered: z.boolean(),
    }),
    sources: z.array(
      z.object({
        source: z.string(),
        state: z.string(),
        pace_per_second: z.number().describe('The pace, in requests per second.'),
        requests: z.int(),
        quiet_until: Instant.nullable(),
        quiet_reason: z.string().nullable(),
        waiting: z.int(),
        queued: z.int(),
        running: z.int(),
      }),
    ),
    workers: z
      .array(
        z.object({
          worker: z.string(),
          seen_at: Instant,
          clock_ahead_ms: z.number().describe('Of Postgres; negative: behind.'),
          clock_wrong_since: Instant.nullable().describe('Since when that is over 30 s: it takes no ticks.'),
          disk_free_bytes: z.number().describe('Of the disk of its data directory.'),
          disk_total_bytes: z.number(),
          disk_low_since: Instant.nullable().describe('Since when too little is free: all sources are paused.'),
        }),
      )
      .describe('The workers that have reported within two minutes.'),
    maintenance: z
      .array(
        z.object({
          name: z.string(),
          state: z
            .enum(['ok', 'running', 'failing', 'late'])
            .describe(
              'failing: it has failed three times in a row or more; late: it has not been done for two minutes since it was due.',
            ),
          holder: z.string().describe('The worker that does it.'),
          due_at: Instant,
          running_since: Instant.nullable(),
          last_success_at: Instant.nullable(),
          duration_ms: z.int().nullable().describe('Of its last run.'),
          failures: z.int().describe('In a row; 0 after a success.'),
          last_error_at: Instant.nullable(),
          last_error: z.string().nullable(),
        }),
      )
      .describe('What the fleet does over and over beside the runs, each by one worker.'),
    alerts: z
      .object({
        open: z.object({ critical: z.int(), warning: z.int(), info: z.int() }).describe('Alerts that are not over.'),
        channels: z.array(
          z.object({
            name: z.string(),
            kind: z.string(),
            state: ChannelState,
            last_error: z.string().nullable(),
            last_sent_at: Instant.nullable(),
            queued: z.int().describe('Messages that wait for it.'),
          }),
        ),
      })
      .describe('What is wrong, and whether somebody can be told.'),
    storage: z
      .object({
        bytes: z.number().describe('Of the database on its disk, with the queue if that is in it.'),
        bytes_per_day: z.number().nullable().describe('How much it grows; null until three days were measured.'),
        disk_full_at: Instant.nullable().describe(
          'When sources would be paused for want of disk, at that rate, on the worker with the least room; null: not within ten years, or not known.',
        ),
        families: z.array(
          z.object({
            family: z.string().describe('What the tables are for.'),
            bytes: z.number(),
            rows: z.number().describe('As Postgres estimates them.'),
            bytes_per_day: z.number().nullable(),
          }),
        ),
      })
      .nullable()
      .default(null)
      .describe('How large the tables are, the largest first. An API of an older build leaves it out.'),
    refused_listings: z
      .array(
        z.object({
          listing: z.string(),
          exchanges: z.array(z.string()).describe('By their MICs.'),
          status: ListingStatus,
          read_at: Instant,
          message: z.string().describe('What is wrong, such as the column; that nothing was delisted; what to do.'),
        }),
      )
      .default([])
      .describe('Listings whose last reading was refused. An API of an older build leaves them out.'),
    dead_letters: z.int().describe('Targets that are not requested until they are revived.'),
    runs: z.array(RunView),
  })
  .meta({ id: 'Status' });
export type StatusResponse = z.infer<typeof StatusResponse>;

export const statusRoutes = {
  get: defineRoute({
    id: 'getStatus',
    method: 'get',
    path: '/status',
    tag: 'Status',
    role: 'viewer',
    summary: 'What an operator wants to see first: what is stored, the sources, the five latest runs.',
    answers: { 200: StatusResponse },
  }),
};
