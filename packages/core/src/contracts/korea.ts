// Contracts of what the Korea Exchange says of its market.

import { z } from 'zod';
import { Day } from '../day.ts';
import { Decimal } from '../decimal.ts';
import { AskedTicker } from '../identifiers.ts';
import { AskedDay, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

/** What is collected of Korea, in the order in which one needs the other. */
export const KoreanCollection = z
  .enum(['masters', 'sectors', 'prices', 'valuations', 'etf-master', 'etf-prices', 'etf-values'])
  .describe(
    'The shares of all markets; their industries; their prices; what they earn; the funds; the prices of funds; what these hold.',
  );
export type KoreanCollection = z.infer<typeof KoreanCollection>;

const decimal = Decimal.nullable();

/** What an instrument was worth on a day. */
const KoreanDayView = z
  .object({
    date: Day,
    close: decimal.describe('In won, as traded.'),
    eps: decimal.describe('Earnings a share of the last annual report, in won; null for a loss.'),
    per: decimal,
    bps: decimal.describe('Book value a share, in won.'),
    pbr: decimal,
    dps: decimal.describe('Dividends a share, in won.'),
    dividend_yield: decimal.describe('In percent, as the exchange writes it.'),
    nav: decimal.describe('Of a fund: net asset value a share, in won.'),
    net_assets: decimal.describe('In won.'),
    shares: decimal,
    index_name: z.string().nullable(),
    index_value: decimal,
    provider: z.string(),
  })
  .meta({ id: 'KoreanDay' });

/** What the exchange says of an instrument beside its prices. */
export const KoreanFiguresView = z
  .object({
    ticker: z.string(),
    name: z.string(),
    sector: z.string().nullable().describe('In Korean.'),
    days: z.array(KoreanDayView).describe('The latest first.'),
  })
  .meta({ id: 'KoreanFigures' });
export type KoreanFiguresView = z.infer<typeof KoreanFiguresView>;

/** The runs that a collection began. */
export const KoreanRunsView = z
  .object({ runs: z.array(z.object({ run_id: z.string(), about: z.string() })) })
  .meta({ id: 'KoreanRuns' });

export const koreaRoutes = {
  get: defineRoute({
    id: 'getKoreanFigures',
    method: 'get',
    path: '/korea/{ticker}',
    tag: 'Korea',
    role: 'viewer',
    summary: 'The sector of a Korean share, and its valuations day by day; of a fund, what it held.',
    params: z.object({ ticker: AskedTicker }),
    query: z.object({
      from: AskedDay.optional().describe('The first day; without it a year is shown.'),
      to: AskedDay.optional(),
      safe: Safe,
    }),
    answers: { 200: KoreanFiguresView },
    formats: ['text/csv', 'application/x-ndjson'],
  }),
  collect: defineRoute({
    id: 'collectKorea',
    method: 'post',
    path: '/korea/collect',
    tag: 'Korea',
    role: 'operator',
    summary:
      'Collects one thing of Korea now: of the last session that a source has, or of some days. Prices and those of funds begin series where nothing is stored.',
    body: z.strictObject({
      what: KoreanCollection,
      from: Day.optional().describe('The first session; prices and those of funds alone.'),
      to: Day.optional().describe('The last session, or the one that is asked for.'),
      force: z.boolean().default(false).describe('Ask for what is stored already.'),
    }),
    answers: { 202: KoreanRunsView },
  }),
} as const;
