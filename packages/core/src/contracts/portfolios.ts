// Contracts of portfolios, their trades and snapshots, for the API and its clients.

import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { Decimal } from '../decimal.ts';
import { AskedTicker } from '../identifiers.ts';
import { LotMethod, PortfolioCurrency, PositiveDecimal, PriceCurrency, TradeKind } from '../portfolios.ts';
import { AskedDay, Bom, Flag, GivenName, Paging, pageOf, RowId, Safe } from './paging.ts';
import { isUpright, upsideDown } from './prices.ts';
import { defineRoute } from './route.ts';

const LastSnapshot = z.object({ day: Day, value: Decimal.nullable(), day_change: Decimal.nullable() });

/** A portfolio, with how much is recorded in it. */
export const PortfolioView = z
  .object({
    name: z.string(),
    currency: z.string(),
    method: LotMethod.describe('Which shares a sale takes: the oldest first, or at average cost.'),
    trades: z.int(),
    instruments: z.int().describe('How many instruments it holds now.'),
    last: LastSnapshot.nullable().describe('Its last snapshot.'),
    created_at: Instant,
    created_by: z.string(),
  })
  .meta({ id: 'Portfolio' });
export type PortfolioView = z.infer<typeof PortfolioView>;
export const PortfoliosResponse = z.object({ items: z.array(PortfolioView) });

const amounts = {
  value: Decimal.nullable().describe('What all shares are worth; null: a part of it is unknown, as everywhere.'),
  cost: Decimal.nullable(),
  unrealised: Decimal.nullable(),
  day_change: Decimal.nullable().describe('The value less that of the day before, and less what was put in.'),
  realised: Decimal.nullable().describe('Proceeds less cost of all that was sold up to the day.'),
  dividends: Decimal.nullable(),
  fees: Decimal.nullable().describe('But for those of purchases and sales.'),
  stale: z.int().describe('Holdings whose price or exchange rate is older than it should be.'),
  missing: z.int().describe('Holdings without a value.'),
};

/** A holding at the end of a day. */
export const PortfolioHoldingView = z
  .object({
    ticker: z.string(),
    name: z.string(),
    quantity: Decimal,
    cost: Decimal.nullable(),
    price: Decimal.nullable().describe('The last close of a share, in the currency of the holding.'),
    price_day: Day.nullable(),
    currency: z.string().nullable(),
    rate: Decimal.nullable().describe('The exchange rate; null: none was needed, or none is stored.'),
    rate_day: Day.nullable(),
    value: Decimal.nullable(),
    unrealised: Decimal.nullable(),
    day_change: Decimal.nullable(),
    weight: Decimal.nullable().describe('Its share of the value of the portfolio: 0.25 is a quarter.'),
    missing: z.enum(['price', 'rate']).nullable().describe('Why it has no value.'),
    stale: z.array(z.enum(['price', 'rate'])).describe('What is older than it should be.'),
  })
  .meta({ id: 'PortfolioHolding' });
export type PortfolioHoldingView = z.infer<typeof PortfolioHoldingView>;

const Lot = z.object({ opened: Day, quantity: Decimal, cost: Decimal.nullable() });

/** A portfolio and what it is worth. */
export const PortfolioDetail = PortfolioView.omit({ trades: true })
  .extend({
    trades: z.int(),
    day: Day.describe('The day at whose end it is valued.'),
    ...amounts,
    holdings: z.array(PortfolioHoldingView.extend({ lots: z.array(Lot) })),
  })
  .meta({ id: 'PortfolioDetail' });
export type PortfolioDetail = z.infer<typeof PortfolioDetail>;

/** A portfolio at the end of a day, as it was kept. */
export const PortfolioSnapshotView = z
  .object({
    day: Day,
    currency: z.string(),
    ...amounts,
    holdings: z.array(PortfolioHoldingView),
    made_at: Instant,
  })
  .meta({ id: 'PortfolioSnapshot' });
export type PortfolioSnapshotView = z.infer<typeof PortfolioSnapshotView>;
export const PortfolioHistoryResponse = pageOf(PortfolioSnapshotView);

/** A trade as it was recorded. */
export const PortfolioTradeView = z
  .object({
    id: z.string(),
    ticker: z.string().nullable(),
    kind: TradeKind,
    on: Day,
    quantity: Decimal.nullable(),
    price: Decimal.nullable(),
    amount: Decimal.nullable(),
    fee: Decimal.nullable(),
    currency: z.string(),
    recorded_at: Instant,
    recorded_by: z.string(),
  })
  .meta({ id: 'PortfolioTrade' });
export type PortfolioTradeView = z.infer<typeof PortfolioTradeView>;
export const PortfolioTradesResponse = pageOf(PortfolioTradeView);

const Amount = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(PositiveDecimal)
  .describe('A number, or an exact decimal as text.');

/** Which numbers a kind of trade has: those it must have, and those it may have. */
const numbersOf = {
  buy: [['quantity', 'price'], ['fee']],
  sell: [['quantity', 'price'], ['fee']],
  'transfer-in': [['quantity'], ['price', 'fee']],
  'transfer-out': [['quantity'], []],
  dividend: [['amount'], []],
  fee: [['amount'], []],
} as const satisfies Record<TradeKind, readonly [readonly string[], readonly string[]]>;

const numbers = ['quantity', 'price', 'amount', 'fee'] as const;

/** A trade as somebody records it. */
export const NewPortfolioTrade = z
  .strictObject({
    kind: TradeKind,
    ticker: AskedTicker.optional().describe('Left out only of a fee for none of them.'),
    on: AskedDay.describe('The day of the trade, of its exchange.'),
    quantity: Amount.optional(),
    price: Amount.optional().describe('Per share; of a transfer what a share had cost.'),
    amount: Amount.optional().describe('Of dividends and fees: all of it.'),
    fee: Amount.optional().describe('What a purchase or sale cost besides.'),
    currency: PriceCurrency.optional().describe('That of the stored prices if left out.'),
  })
  .superRefine((trade, context) => {
    const [must, may] = numbersOf[trade.kind];
    const issue = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (trade.ticker === undefined && trade.kind !== 'fee') issue('ticker', `is missing of a ${trade.kind}`);
    for (const name of numbers) {
      const isGiven = trade[name] !== undefined;
      if (!isGiven && (must as readonly string[]).includes(name)) issue(name, `is missing of a ${trade.kind}`);
      if (isGiven && ![...must, ...may].includes(name as never)) issue(name, `means nothing of a ${trade.kind}`);
    }
  })
  .meta({ id: 'NewPortfolioTrade' });
export type NewPortfolioTrade = z.output<typeof NewPortfolioTrade>;

/** The result of an import of trades. */
export const TradeImportView = z.object({ rows: z.int(), removed: z.int() }).meta({ id: 'PortfolioTradeImport' });
export type TradeImportView = z.infer<typeof TradeImportView>;

const tag = 'Portfolios';
const one = { tag, params: z.object({ name: GivenName }) } as const;
const ofTrade = { tag, params: z.object({ name: GivenName, id: RowId }) } as const;

export const portfolioRoutes = {
  list: defineRoute({
    id: 'listPortfolios',
    method: 'get',
    path: '/portfolios',
    tag,
    role: 'viewer',
    summary: 'Every portfolio with its last snapshot, by name.',
    answers: { 200: PortfoliosResponse },
  }),
  add: defineRoute({
    id: 'addPortfolio',
    method: 'post',
    path: '/portfolios',
    tag,
    role: 'operator',
    summary: 'Makes a portfolio, kept in a currency.',
    body: z.strictObject({
      name: GivenName,
      currency: PortfolioCurrency.default('USD'),
      method: LotMethod.default('fifo'),
    }),
    answers: { 201: PortfolioView },
  }),
  get: defineRoute({
    ...one,
    id: 'getPortfolio',
    method: 'get',
    path: '/portfolios/{name}',
    role: 'viewer',
    summary: 'What a portfolio holds and is worth at the end of a day; without one after its last close or trade.',
    query: z.object({ on: AskedDay.optional() }),
    answers: { 200: PortfolioDetail },
  }),
  change: defineRoute({
    ...one,
    id: 'changePortfolio',
    method: 'patch',
    path: '/portfolios/{name}',
    role: 'operator',
    summary: 'Renames a portfolio, or values it otherwise: its snapshots are made anew.',
    body: z.strictObject({
      name: GivenName.optional(),
      currency: PortfolioCurrency.optional(),
      method: LotMethod.optional(),
    }),
    answers: { 200: PortfolioView },
  }),
  remove: defineRoute({
    ...one,
    id: 'removePortfolio',
    method: 'delete',
    path: '/portfolios/{name}',
    role: 'operator',
    summary: 'Deletes a portfolio with its trades and snapshots.',
    answers: { 204: null },
  }),
  trades: defineRoute({
    ...one,
    id: 'listPortfolioTrades',
    method: 'get',
    path: '/portfolios/{name}/trades',
    role: 'viewer',
    summary: 'The trades of a portfolio, the first ones first; as CSV all of them, as they can be imported.',
    query: Paging.extend({ safe: Safe, bom: Bom }),
    answers: { 200: PortfolioTradesResponse },
    formats: ['text/csv'],
  }),
  record: defineRoute({
    ...one,
    id: 'recordPortfolioTrade',
    method: 'post',
    path: '/portfolios/{name}/trades',
    role: 'operator',
    summary: 'Records a trade. Refused where more shares would leave than are held on any day.',
    body: NewPortfolioTrade,
    answers: { 201: PortfolioTradeView },
  }),
  import: defineRoute({
    ...one,
    id: 'importPortfolioTrades',
    method: 'post',
    path: '/portfolios/{name}/trades/import',
    role: 'operator',
    summary:
      'Records the trades of a CSV: kind, date, ticker, quantity, price, amount, fee, currency. One bad line, and none is recorded.',
    query: z.object({ replace: Flag.describe('In place of all trades that it has.') }),
    bodyType: 'text/csv',
    body: z.string().min(1),
    answers: { 200: TradeImportView },
  }),
  correct: defineRoute({
    ...ofTrade,
    id: 'correctPortfolioTrade',
    method: 'put',
    path: '/portfolios/{name}/trades/{id}',
    role: 'operator',
    summary: 'Writes a trade in place of one; the snapshots since are made anew.',
    body: NewPortfolioTrade,
    answers: { 200: PortfolioTradeView },
  }),
  withdraw: defineRoute({
    ...ofTrade,
    id: 'removePortfolioTrade',
    method: 'delete',
    path: '/portfolios/{name}/trades/{id}',
    role: 'operator',
    summary: 'Removes a trade; the snapshots since are made anew.',
    answers: { 204: null },
  }),
  history: defineRoute({
    ...one,
    id: 'listPortfolioSnapshots',
    method: 'get',
    path: '/portfolios/{name}/history',
    role: 'viewer',
    summary: 'The snapshots of a portfolio, the latest first; as CSV all of them, a line a day.',
    query: Paging.extend({ from: AskedDay.optional(), to: AskedDay.optional(), safe: Safe, bom: Bom }).refine(
      isUpright,
      upsideDown,
    ),
    answers: { 200: PortfolioHistoryResponse },
    formats: ['text/csv'],
  }),
};
