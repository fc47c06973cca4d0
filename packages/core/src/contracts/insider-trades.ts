// Contracts of insider trades and their statistics, for the API and its clients.

import { z } from 'zod';
import { OwnerRole, TradeFlag } from '../datasets.ts';
import { Day, Instant } from '../day.ts';
import { Decimal } from '../decimal.ts';
import { arrowType, parquetType } from './formats.ts';
import { AskedDay, Flag, Paging, pageOf, Safe } from './paging.ts';
import { defineRoute } from './route.ts';
import { isOneSelection, severalSelections, tickerSelection } from './ticker-selection.ts';

/** Skipped rows are read too: beyond so many, `from` and `to` or CSV are faster. */
const deepestRow = 5_000;
const isShallow = ({ page = 1, limit = 50 }: { page?: number | undefined; limit?: number | undefined }) =>
  page * limit <= deepestRow;
const tooDeep = {
  path: ['page'],
  error: `reaches beyond row ${deepestRow}: narrow the list with from and to, ask for sort=stored and after, or for a format that holds every row`,
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
    flags: z
      .array(TradeFlag)
      .describe(
        'What is odd in this trade and kept as filed. `date-out-of-range`: its own date or deemed date lies before 1934 or after the filing. `schema-newer`: its filing has a schema version newer than any known here. `amends-by-acceptance-day`, `amends-by-period`, `amends-by-neighbouring-day`: how its filing, an amendment, was matched. `amendment-ambiguous`, `amendment-unclear`: its filing restates nothing, and counts in no statistic.',
      ),
    notes: z.array(z.string()).describe('The same in words, with the values concerned.'),
    superseded_by: z.string().nullable().describe('The amendment that restates it.'),
    same_trade_as: z
      .string()
      .nullable()
      .describe(
        "Another filer's report of the same trade, which statistics count in place of this one: its accession.",
      ),
    same_trade_line: z.int().nullable().describe('The line of that report, in the same table.'),
    counted: z
      .boolean()
      .describe(
        'Whether statistics count it: nothing restates it, its filing is no unmatched amendment, and no other report is counted for it.',
      ),
    url: z.string(),
  })
  .meta({ id: 'InsiderTrade' });
export type TradeView = z.infer<typeof TradeView>;

const filter = {
  ...tickerSelection,
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
  filed_from: AskedDay.optional().describe('Days of filing, both included.'),
  filed_to: AskedDay.optional(),
  min_value: Decimal.optional().describe('USD; a trade without a value is not listed then.'),
};

const TradeSort = z.enum(['-date', 'date', '-value', 'value', '-filed_at', 'filed_at', 'stored']);

const Table = z.enum(['non-derivative', 'derivative', 'all']);

/** A page of a list by page number has at most so many rows; one by cursor ten times as many. */
const longestPage = 1_000;

const TradesQuery = z
  .object({
    ...filter,
    table: Table.optional().describe(
      'Table I (shares), table II (derivatives) or both. By default both; ordered by value those of table I, as a price per derivative is none per share.',
    ),
    include_superseded: Flag.describe(
      'Also trades that no statistic counts; in the order `stored` they always come, with `counted` false.',
    ),
    safe: Safe,
    sort: TradeSort.optional().describe(
      'By default `-date`; with `after` or `filed_from` the order `stored`. A trade whose date is missing or cannot be stands last in both orders of `date`.',
    ),
    after: z
      .string()
      .regex(/^\d{1,19}-\d{10}-\d{2}-\d{6}-[dn]\d{1,10}$/, { error: 'must be a next_cursor of a former answer' })
      .optional()
      .describe(
        'The `next_cursor` of the answer before: only what was stored or has changed since, in the order of commits, without a gap. Repeat the filter with it.',
      ),
    // Without either, CSV, Arrow, Parquet and lines of JSON hold every row, but for the order `stored`.
    page: Paging.shape.page.unwrap().optional(),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(10 * longestPage)
      .optional()
      .describe('By default 50; in the order `stored` 1,000, and at most 10,000.'),
  })
  .refine(isOneSelection, severalSelections)
  .refine(({ sort, after }) => after === undefined || sort === undefined || sort === 'stored', {
    path: ['sort'],
    error: 'must be stored, or left out, with after',
  })
  .refine((query) => query.page === undefined || !isByCursor(query), {
    path: ['page'],
    error: 'is none in the order stored: ask for what comes after next_cursor',
  })
  .refine((query) => isByCursor(query) || (query.limit ?? 1) <= longestPage, {
    path: ['limit'],
    error: `must be at most ${longestPage} unless sort is stored`,
  })
  .refine((query) => isByCursor(query) || isShallow(query), tooDeep);

/** Whether trades are listed in the order in which they were stored, by cursor. */
export const isByCursor = ({
  sort,
  after,
  filed_from,
}: {
  sort?: string | undefined;
  after?: string | undefined;
  filed_from?: string | undefined;
}): boolean => sort === 'stored' || (sort === undefined && (after !== undefined || filed_from !== undefined));

/** A page that says whether another follows: counting a million rows would cost more than listing them. */
export const longPageOf = <S extends z.ZodType>(item: S) => pageOf(item).extend({ has_more: z.boolean() });

/** A page of trades: by its number, or by cursor. */
const TradePage = longPageOf(TradeView)
  .extend({
    page: z.int().nullable().describe('Null in the order `stored`: its pages are told by cursors.'),
    has_more: z
      .boolean()
      .describe('Whether another page follows. In the order `stored` a page may be empty and another follow.'),
    next_cursor: z
      .string()
      .nullable()
      .describe('In the order `stored`: what to ask `after` next, now or later, also if the page is empty.'),
  })
  .meta({ id: 'InsiderTrades' });

const count = z.int().nonnegative();

const former = (name: string) => ({ deprecated: true, description: `The former name of \`${name}\`, until 0.2.` });

/** Sums of trades: purchases and sales (codes P and S), and what was acquired (A) and disposed of (D) under every code. */
export const TradeTotals = z
  .object({
    trades: count,
    purchases: count.describe('Purchases: code P, acquired.'),
    purchase_shares: Decimal,
    purchase_value: Decimal.describe('USD.'),
    sales: count.describe('Sales: code S, disposed of.'),
    sale_shares: Decimal,
    sale_value: Decimal.describe('USD.'),
    trades_acquired: count.describe('Acquired under every code: awards and exercises too.'),
    trades_disposed: count.describe('Disposed of under every code: tax withheld and gifts too.'),
    trades_without_value: count.describe('Trades without a price or shares: they add to no value.'),
    shares_acquired: Decimal,
    shares_disposed: Decimal,
    shares_net: Decimal.describe('Acquired less disposed of.'),
    value_acquired: Decimal,
    value_disposed: Decimal,
    value_net: Decimal,
    trades_bought: count.meta(former('trades_acquired')),
    trades_sold: count.meta(former('trades_disposed')),
    shares_bought: Decimal.meta(former('shares_acquired')),
    shares_sold: Decimal.meta(former('shares_disposed')),
    value_bought: Decimal.meta(former('value_acquired')),
    value_sold: Decimal.meta(former('value_disposed')),
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
      "What the group is of: the issuer's CIK, the owner's CIK, the code, or the month (`2026-11`); null where no trade of it says, or its date cannot be.",
    ),
  name: z.string().nullable().describe('Of a ticker or an insider.'),
  tickers: z.array(z.string()).describe('Of a ticker: the current symbols of the issuer.'),
}).meta({ id: 'InsiderTradeGroup' });
export type TradeGroup = z.infer<typeof TradeGroup>;

const sums = ['trades', 'value_acquired', 'value_disposed', 'value_net'] as const;
const formerSorts = {
  value_bought: 'value_acquired',
  '-value_bought': '-value_acquired',
  value_sold: 'value_disposed',
  '-value_sold': '-value_disposed',
} as const;
const GroupSort = z.union([
  z.enum(['key', '-key', ...sums.flatMap((sum) => [sum, `-${sum}`] as const)]),
  z
    .enum(Object.keys(formerSorts) as [keyof typeof formerSorts, ...(keyof typeof formerSorts)[]])
    .transform((sort) => formerSorts[sort])
    .meta({ deprecated: true, description: 'Former names: `value_acquired` and `value_disposed`.' }),
]);

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
  sort: GroupSort.optional().describe(
    'By default months from the latest, all else from the most trades. Trades without a month or a code stand last.',
  ),
})
  .refine(isOneSelection, severalSelections)
  .refine(isShallow, tooDeep);

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
    summary:
      'Insider trades, the latest first; as CSV, Arrow, Parquet or lines of JSON every one that the filter leaves. To poll: `filed_from`, then `after` with the `next_cursor` of each answer (also in the header `next-cursor`).',
    query: TradesQuery,
    answers: { 200: TradePage },
    formats: ['text/csv', 'application/x-ndjson', arrowType, parquetType],
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
