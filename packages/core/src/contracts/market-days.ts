// Contract of whole days of markets, for the API and its clients.

import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { MarketId } from '../market-days.ts';
import { SourceId } from '../sources.ts';
import { AskedDay, Flag, Paging, pageOf } from './paging.ts';
import { defineRoute } from './route.ts';

/** What a whole day of a market brought. */
const MarketDayView = z
  .object({
    market: MarketId,
    day: Day,
    provider: SourceId,
    rows: z.int().describe('Rows of the answer.'),
    stored: z.int().describe('Bars of days that had none, or a provisional one.'),
    corrected: z.int().describe('Final bars of this provider that a later answer changed.'),
    confirmed: z.int().describe('Bars that the last answer repeats, or agrees with to 0.5 %.'),
    differing: z.int().describe('Bars of another provider that it contradicts: these series are fetched whole.'),
    apart: z.int().describe('Bars that are not stored, as the series behind them is adjusted otherwise or has a gap.'),
    unheld: z.int().describe('Bars of instruments of which nothing is stored.'),
    unknown: z.int().describe('Symbols that no instrument bears.'),
    refused: z.record(z.string(), z.int()).describe('Rows that are no bar of the day, by the reason.'),
    missing: z.array(z.string()).describe('Stored series that reach the day before, and that it leaves out.'),
    first_at: Instant,
    read_at: Instant,
  })
  .meta({ id: 'MarketDay' });

export const MarketDaysResponse = pageOf(MarketDayView).extend({ total: z.int() }).meta({ id: 'MarketDays' });
export type MarketDaysResponse = z.infer<typeof MarketDaysResponse>;

export const MarketDaysRequested = z
  .object({
    run_id: z.string().nullable().describe('Null for a dry run.'),
    requests: z.int().describe('The requests that it takes at most.'),
    days: z.int().describe('The sessions that it asks for.'),
  })
  .meta({ id: 'MarketDaysRequested' });
export type MarketDaysRequested = z.infer<typeof MarketDaysRequested>;

const tag = 'Prices';

export const marketDayRoutes = {
  list: defineRoute({
    id: 'listMarketDays',
    method: 'get',
    path: '/market-days',
    tag,
    role: 'viewer',
    summary: 'Whole days of markets, the latest first: what each brought, and who is missing in it.',
    query: Paging.extend({ market: MarketId.optional(), from: AskedDay.optional(), to: AskedDay.optional() }),
    answers: { 200: MarketDaysResponse },
  }),
  request: defineRoute({
    id: 'requestMarketDays',
    method: 'post',
    path: '/market-days',
    tag,
    role: 'operator',
    summary: 'Asks for whole days of a market: the last one that is published, or those of a range.',
    query: z.object({ dry_run: Flag }),
    body: z
      .strictObject({
        market: MarketId,
        from: AskedDay.optional(),
        to: AskedDay.optional(),
        begin_series: z
          .boolean()
          .default(false)
          .describe('Instruments of which nothing is stored get a series, as traded.'),
      })
      .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
        path: ['to'],
        error: 'must not be before from',
      }),
    answers: { 200: MarketDaysRequested, 202: MarketDaysRequested },
  }),
};
