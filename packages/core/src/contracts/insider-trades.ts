// Contracts of insider trades and their statistics, for the API and its clients.

import { z } from 'zod';
import { OwnerRole } from '../datasets.ts';
import { Day, Instant } from '../day.ts';
import { Decimal } from '../decimal.ts';
import { AskedTicker } from '../identifiers.ts';
import { AskedDay, Flag, Paging, pageOf, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

/** Skipped rows are read too: beyond so many, `from` and `to` or CSV are faster. */
const deepestRow = 5_000;
const isShallow = ({ page = 1, limit = 50 }: { page?: number | undefined; limit?: number | undefined }) =>
  page * limit <= deepestRow;
const tooDeep = {
  path: ['page'],
  error: `reaches beyond row ${deepestRow}: narrow the list with from and to, or ask for text/csv or application/x-ndjson`,
};

/** One reporting owner of a filing, and how it is related to the issuer. */
export const OwnerView = z
  .object({
    cik: z.string(),
    name: z.string().nullable(),
    roles: z.array(OwnerRole),
    title: z.string().nullable().describe('Of an officer, as filed.'),
  })
  .meta({ id: 'Owner' });

/** A trade as a list shows it. Decimals are exact text; null if the filing does not say. */
export const TradeView = z
  .object({
    tickers: z.array(z.string()).describe('The current symbols of the issuer.'),
    issuer_cik: z.string(),
    issuer_name: z.string().nullable(),
    accession: z.string(),
    form: z.string(),
    table: z.enum(['non-derivative', 'derivative']),
    line: z.int(),
    security: z.string().nullable(),
    date: Day.nullable(),
    deemed_date: Day.nullable(),
    code: z.string().nullable(),
    acquired_disposed: z.enum(['A', 'D']).nullable(),
    shares: Decimal.nullable(),
    price: Decimal.nullable(),
    value: Decimal.nullable().describe('Shares × price, USD.'),
    shares_after: Decimal.nullable(),
    ownership: z.enum(['D', 'I']).nullable(),
    nature: z.string().nullable(),
    is_10b5_1: z.boolean().nullable(),
    filed_on: Day,
    filed_at: Instant.nullable(),
    owners: z.array(OwnerView),
    flags: z.array(z.string()).describe('What is odd in its filing and kept as filed.'),
    superseded_by: z.string().nullable().describe('The amendment that restates it.'),
    same_trade_as: z
      .string()
      .nullable()
      .describe(
        "Another filer's report of the same trade, which statistics count in place of this one: its accession.",
      ),
    same_trade_line: z.int().nullable().describe('The line of that report, in the same table.'),
    url: z.string(),
  })
  .meta({ id: 'InsiderTrade' });
export type TradeView = z.infer<typeof TradeView>;

const filter = {
  ticker: AskedTicker.optional(),
  owner: z.string().trim().min(2).max(100).optional().describe("An owner's CIK, or a part of its name."),
  role: OwnerRole.optional(),
  code: z
    .string()
    .trim()
    .toUpperCase()
    .min(1)
    .max(4)
    .optional()
    .describe('A transaction code of the SEC: P, S, A, M, …'),
  from: AskedDay.optional().describe('Transaction dates, both included.'),
  to: AskedDay.optional(),
  min_value: Decimal.optional().describe('USD; a trade without a value is not listed then.'),
};

const TradeSort = z.enum(['-date', 'date', '-value', 'value', '-filed_at', 'filed_at']);

const Table = z.enum(['non-derivative', 'derivative', 'all']);

const TradesQuery = z
  .object({
    ...filter,
    table: Table.optional().describe(
      'Table I (shares), table II (derivatives) or both. By default both; ordered by value those of table I, as a price per derivative is none per share.',
    ),
    include_superseded: Flag,
    safe: Safe,
    sort: TradeSort.default('-date'),
    // Without either, CSV and lines of JSON hold every row.
    page: Paging.shape.page.unwrap().optional(),
    limit: Paging.shape.limit.unwrap().optional(),
  })
  .refine(isShallow, tooDeep);

/** A page that says whether another follows: counting a million rows would cost more than listing them. */
export const longPageOf = <S extends z.ZodType>(item: S) => pageOf(item).extend({ has_more: z.boolean() });

const count = z.int().nonnegative();

/** Sums of trades: acquired (A) is bought, disposed of (D) is sold, whatever the code. */
export const TradeTotals = z
  .object({
    trades: count,
    trades_bought: count,
    trades_sold: count,
    trades_without_value: count.describe('Trades without a price or shares: they add to no value.'),
    shares_bought: Decimal,
    shares_sold: Decimal,
    shares_net: Decimal.describe('Bought less sold.'),
    value_bought: Decimal,
    value_sold: Decimal,
    value_net: Decimal,
  })
  .meta({ id: 'InsiderTradeTotals' });
export type TradeTotals = z.infer<typeof TradeTotals>;

const TradeGroupBy = z.enum(['ticker', 'insider', 'code', 'month']);

/** One group of a statistic. */
export const TradeGroup = TradeTotals.extend({
  key: z
    .string()
    .nullable()
    .describe(
      "What the group is of: the issuer's CIK, the owner's CIK, the code, or the month (`2026-11`); null where no trade of it says.",
    ),
  name: z.string().nullable().describe('Of a ticker or an insider.'),
  tickers: z.array(z.string()).describe('Of a ticker: the current symbols of the issuer.'),
}).meta({ id: 'InsiderTradeGroup' });
export type TradeGroup = z.infer<typeof TradeGroup>;

const sums = ['trades', 'value_bought', 'value_sold', 'value_net'] as const;
const GroupSort = z.enum(['key', '-key', ...sums.flatMap((sum) => [sum, `-${sum}`] as const)]);

const StatisticsQuery = Paging.extend({
  ...filter,
  table: Table.default('non-derivative').describe(
    'What is summed: shares (table I), derivatives (table II), or `all` together, where an exercise counts in both.',
  ),
  count: z
    .enum(['once', 'filed'])
    .default('once')
    .describe('A trade that several filers of one chain report: `once`, or as often as it is `filed`.'),
  group_by: TradeGroupBy.default('ticker'),
  sort: GroupSort.optional().describe('By default months from the latest, all else from the most trades.'),
}).refine(isShallow, tooDeep);

const Statistics = longPageOf(TradeGroup)
  .extend({
    group_by: TradeGroupBy,
    table: Table.describe('What was summed.'),
    count: z.enum(['once', 'filed']),
    totals: TradeTotals.describe('Of all trades of the filter, each once, whatever the page.'),
  })
  .meta({ id: 'InsiderTradeStatistics' });

const tag = 'Insider trades';

export const insiderTradeRoutes = {
  list: defineRoute({
    id: 'listInsiderTrades',
    method: 'get',
    path: '/insider-trades',
    tag,
    role: 'viewer',
    summary: 'Insider trades, the latest first; as CSV or lines of JSON every one that the filter leaves.',
    query: TradesQuery,
    answers: { 200: longPageOf(TradeView) },
    formats: ['text/csv', 'application/x-ndjson'],
  }),
  statistics: defineRoute({
    id: 'insiderTradeStatistics',
    method: 'get',
    path: '/insider-trades/stats',
    tag,
    role: 'viewer',
    summary:
      'What the trades come to by ticker, insider, code or month; a trade of joint owners counts once in the totals.',
    query: StatisticsQuery,
    answers: { 200: Statistics },
  }),
};
