// Contracts of filings and insiders, for the API and its clients.

import { z } from 'zod';
import { InsiderHolding, OwnershipForm } from '../datasets.ts';
import { Day, Instant } from '../day.ts';
import { Decimal } from '../decimal.ts';
import { Accession, AskedTicker, Cik, toCik } from '../identifiers.ts';
import { FiledReportForm } from '../reports.ts';
import { longPageOf, OwnerView, TradeTotals, TradeView } from './insider-trades.ts';
import { AskedDay, Paging } from './paging.ts';
import { ReportView } from './reports.ts';
import { defineRoute } from './route.ts';

const text = z.string().nullable();
const decimal = Decimal.nullable();

/** An ownership filing as a list shows it. */
export const FilingView = z
  .object({
    accession: z.string(),
    form: OwnershipForm,
    tickers: z.array(z.string()),
    issuer_cik: z.string(),
    issuer_name: text,
    issuer_symbol: text.describe('The symbols that the filing names.'),
    issuer_foreign_symbol: text,
    filed_on: Day,
    filed_at: Instant.nullable(),
    period: Day.nullable(),
    original_filed_on: Day.nullable().describe(
      'Of an amendment: when the original was filed, as stated; the filing it restates; how it was matched.',
    ),
    amends: text,
    amendment: text,
    is_10b5_1: z.boolean().nullable(),
    flags: z.array(z.string()),
    owners: z.array(OwnerView),
    trades: z.int(),
    holdings: z.int(),
    url: z.string(),
  })
  .meta({ id: 'Filing' });
export type FilingView = z.infer<typeof FilingView>;

const reported = {
  table: InsiderHolding.shape.table,
  line: z.int(),
  security: text,
  form_type: text,
  shares_after: decimal,
  value_after: decimal,
  ownership: InsiderHolding.shape.ownership,
  nature: text,
  conversion_price: decimal,
  exercise_date: Day.nullable(),
  expiration_date: Day.nullable(),
  underlying: text,
  underlying_shares: decimal,
  underlying_value: decimal,
  footnotes: z
    .record(z.string(), z.array(z.string()))
    .describe("Ids of the footnotes that explain a field, by the field's name as it was parsed."),
  superseded_by: text,
};

/** A filing in full. */
export const FilingDetail = FilingView.omit({ trades: true, holdings: true })
  .extend({
    schema_version: text,
    not_subject_to_section16: z.boolean().nullable(),
    no_securities_owned: z.boolean().nullable(),
    remarks: text,
    footnotes: z.record(z.string(), z.string()),
    document_sha256: z.string(),
    parser_version: z.int(),
    stored_at: Instant,
    trades: z.array(
      z.object({
        ...reported,
        date: Day.nullable(),
        deemed_date: Day.nullable(),
        code: text,
        equity_swap: z.boolean().nullable(),
        timeliness: text,
        acquired_disposed: z.enum(['A', 'D']).nullable(),
        shares: decimal,
        price: decimal,
        value: decimal,
        total_value: decimal,
        same_trade_as: text,
        same_trade_line: z.int().nullable(),
      }),
    ),
    holdings: z.array(z.object(reported)),
  })
  .meta({ id: 'FilingDetail' });
export type FilingDetail = z.infer<typeof FilingDetail>;

/** A person or company that reports as an owner. */
export const InsiderView = z
  .object({
    cik: z.string(),
    name: text,
    filings: z.int(),
    issuers: z.array(
      z.object({
        cik: z.string(),
        name: text,
        tickers: z.array(z.string()),
        filings: z.int(),
        first_filed_on: Day,
        last_filed_on: Day,
      }),
    ),
    totals: TradeTotals,
    latest_trades: z.array(TradeView).describe('The latest ten.'),
  })
  .meta({ id: 'Insider' });
export type InsiderView = z.infer<typeof InsiderView>;

const tag = 'Insider trades';
const deepestRow = 5_000;

export const filingRoutes = {
  list: defineRoute({
    id: 'listFilings',
    method: 'get',
    path: '/filings',
    tag,
    role: 'viewer',
    summary: 'Ownership filings, or the reports of a form such as `10-K`, the latest first.',
    query: Paging.extend({
      ticker: AskedTicker.optional(),
      form: z
        .union([OwnershipForm, FiledReportForm])
        .optional()
        .describe('`4`, or that of a report: `10-K`, `10-Q/A`, `NT 10-K`. Without it: ownership filings of all forms.'),
      from: AskedDay.optional().describe('Days of filing, both included.'),
      to: AskedDay.optional(),
      flag: z.string().trim().min(1).max(100).optional(),
    }).refine(({ page, limit }) => page * limit <= deepestRow, {
      path: ['page'],
      error: `reaches beyond row ${deepestRow}: narrow the list with from and to`,
    }),
    answers: { 200: longPageOf(z.union([FilingView, ReportView])) },
  }),
  get: defineRoute({
    id: 'getFiling',
    method: 'get',
    path: '/filings/{accession}',
    tag,
    role: 'viewer',
    summary: 'One filing with its trades, holdings, owners and footnotes.',
    params: z.object({ accession: Accession }),
    answers: { 200: FilingDetail },
  }),
};

export const insiderRoutes = {
  get: defineRoute({
    id: 'getInsider',
    method: 'get',
    path: '/insiders/{cik}',
    tag,
    role: 'viewer',
    summary: 'One insider: issuers, totals of the trades that count, and the latest of them.',
    params: z.object({
      cik: z
        .string()
        .regex(/^\d{1,10}$/, { error: 'must be a CIK' })
        .transform(toCik)
        .pipe(Cik),
    }),
    answers: { 200: InsiderView },
  }),
};
