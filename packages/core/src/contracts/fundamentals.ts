// Contracts of what companies report: figures of years and quarters, and the facts that they are made of.

import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { Decimal } from '../decimal.ts';
import {
  FigureSource,
  FiscalPeriod,
  figureNames,
  type MetricName,
  metricNames,
  ReportedFact,
} from '../fundamentals.ts';
import { AskedTicker, Cik } from '../identifiers.ts';
import { AskedDay, Flag, Safe, Wait } from './paging.ts';
import { defineRoute } from './route.ts';
import { DryRunResponse } from './scrape.ts';
import { tickerSelection } from './ticker-selection.ts';

/** A figure with its source, or why there is none. */
const FigureView = z
  .object({
    value: Decimal.nullable(),
    split_factor: Decimal.nullable().describe(
      'What it was divided by, for the splits since it was filed; null: nothing.',
    ),
    reason: z.string().nullable().describe('Why it is null.'),
    ...FigureSource.omit({ splitFactor: true }).partial().shape,
  })
  .meta({ id: 'Figure' });
export type FigureView = z.infer<typeof FigureView>;

/** The figures of a fiscal year or quarter. */
const EarningsPeriodView = z
  .object({
    period: FiscalPeriod,
    fiscal_year: z.int().describe('The label of the fiscal year, as the company counts.'),
    start: Day,
    end: Day,
    currency: z.string().nullable(),
    figures: z.partialRecord(z.enum(figureNames), FigureView),
  })
  .meta({ id: 'EarningsPeriod' });
export type EarningsPeriodView = z.infer<typeof EarningsPeriodView>;

/** What a figure was before a later answer changed it. */
const EarningsRevisionView = z
  .object({
    period: FiscalPeriod,
    end: Day,
    figure: z.enum(figureNames),
    before: Decimal,
    after: Decimal.nullable(),
    replaced_at: Instant,
    cause: z
      .enum(['restated', 'read-again'])
      .describe(
        '`restated`: a later report says so. `read-again`: another version of the parser reads the same answer.',
      ),
  })
  .meta({ id: 'EarningsRevision' });
export type EarningsRevisionView = z.infer<typeof EarningsRevisionView>;

/** What Yahoo says of a company, beside its reports. */
const CompanyProfileView = z
  .object({
    sector: z.string().nullable(),
    industry: z.string().nullable(),
    country: z.string().nullable(),
    currency: z.string().nullable().describe('In which the instrument trades.'),
    financial_currency: z.string().nullable().describe('In which the company reports.'),
    shares_outstanding: Decimal.nullable().describe('Of the class that is listed.'),
    implied_shares: Decimal.nullable().describe('Of all classes, in units of what is listed.'),
    institutions_percent_held: Decimal.nullable().describe('A fraction; above 1 where lent shares count twice.'),
    insiders_percent_held: Decimal.nullable().describe('A fraction.'),
    provider: z.string(),
    date: Day.describe('When it was fetched.'),
  })
  .meta({ id: 'CompanyProfile' });

/** The figures of a company. */
export const FundamentalsView = z
  .object({
    ticker: z.string(),
    cik: Cik,
    name: z.string().nullable(),
    basis: z.enum(['split', 'filed']),
    as_of: Day.nullable().describe('Only what had been filed by that day; null: all that is known.'),
    fetched_at: Instant.nullable().describe('When EDGAR last gave its facts; null: never yet.'),
    last_filed: Day.nullable().describe('When the last report in them was filed.'),
    profile: CompanyProfileView.nullable(),
    periods: z.array(EarningsPeriodView).describe('The latest first.'),
    revisions: z.array(EarningsRevisionView).describe('What changed since it was first fetched, the latest first.'),
  })
  .meta({ id: 'Fundamentals' });
export type FundamentalsView = z.infer<typeof FundamentalsView>;

/** The answer of a refresh of fundamentals; the counts are null while it still runs. */
export const RefreshFundamentalsResponse = z
  .object({
    run_id: z.string(),
    state: z.string(),
    companies_refreshed: z.int().nullable(),
    facts_created: z.int().nullable(),
    skipped: z
      .record(z.string(), z.int())
      .nullable()
      .describe('Companies that were not requested, by the reason; null while the run still runs.'),
  })
  .meta({ id: 'RefreshFundamentals' });
export type RefreshFundamentalsResponse = z.infer<typeof RefreshFundamentalsResponse>;

/** The facts of a company. */
export const CompanyFactsView = z
  .object({ ticker: z.string(), cik: Cik, as_of: Day.nullable(), items: z.array(ReportedFact.meta({ id: 'Fact' })) })
  .meta({ id: 'CompanyFacts' });
export type CompanyFactsView = z.infer<typeof CompanyFactsView>;

/** What is computed of a stock; null with a reason. */
const StockMetricView = z
  .object({
    metric: z.enum(metricNames),
    value: Decimal.nullable().describe('Fractions and ratios, no percent.'),
    reason: z.string().nullable().describe('Why it is null.'),
    as_of: Day.nullable(),
    provider: z.string().nullable(),
    flags: z.array(z.string()),
  })
  .meta({ id: 'StockMetric' });
export type StockMetricView = z.infer<typeof StockMetricView>;

/** The metrics of a ticker. */
export const StockMetricsView = z.object({ ticker: z.string(), items: z.array(StockMetricView) });
export type StockMetricsView = z.infer<typeof StockMetricsView>;

/** When the reports of a company were last asked for, and what is missing. */
export const FundamentalsWhyView = z
  .object({
    ticker: z.string(),
    cik: Cik,
    sentence: z.string(),
    asked: z
      .array(
        z.object({
          dataset: z.string(),
          run_id: z.string(),
          state: z.string(),
          at: Instant.nullable().describe('Null: it is still open.'),
          error_code: z.string().nullable(),
        }),
      )
      .describe('How each dataset was last asked; one that never was is left out.'),
    fetched_at: Instant.nullable(),
    last_filed: Day.nullable(),
    missing: z
      .array(z.object({ accession: z.string(), form: z.string(), filed: Day }))
      .describe('Reports of the last 14 days that the index names and the facts lack.'),
  })
  .meta({ id: 'FundamentalsWhy' });

/** A metric of a ticker, day by day. */
const StockMetricDaysView = z.object({
  ticker: z.string(),
  metric: z.enum(metricNames),
  items: z
    .array(z.object({ date: Day, value: Decimal }))
    .describe('Days on which it had a value, the first one first.'),
});

/** The stocks that pass a screen. */
export const ScreenView = z
  .object({
    page: z.int(),
    limit: z.int(),
    total: z.int().describe('All that pass.'),
    items: z.array(z.object({ ticker: z.string(), name: z.string(), metrics: z.array(StockMetricView) })),
  })
  .meta({ id: 'Screen' });
export type ScreenView = z.infer<typeof ScreenView>;

const bound = Decimal.optional();

/** A screen: bounds of metrics, and by which the stocks are sorted. */
export const ScreenQuery = z.strictObject({
  ...(Object.fromEntries(
    metricNames.flatMap((name) => [
      [`min_${name}`, bound],
      [`max_${name}`, bound],
    ]),
  ) as Record<`min_${MetricName}` | `max_${MetricName}`, typeof bound>),
  sort: z
    .enum(metricNames.flatMap((name) => [name, `-${name}` as const]))
    .optional()
    .describe('The metric by which they are sorted, the smallest first; with a hyphen the largest.'),
  page: z.coerce.number().int().min(1).max(1_000_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  safe: Safe,
});

const asOf = AskedDay.optional().describe('Only what had been filed by this day.');
const one = { tag: 'Fundamentals', role: 'viewer', params: z.object({ ticker: AskedTicker }) } as const;
/** Revenue outgrows the decimals of Arrow and Parquet here. */
const tables = ['text/csv', 'application/x-ndjson'] as const;

export const fundamentalsRoutes = {
  refresh: defineRoute({
    id: 'refreshFundamentals',
    method: 'post',
    path: '/fundamentals/refresh',
    tag: 'Fundamentals',
    role: 'operator',
    summary:
      'Fetches the facts of companies now: of the tickers, or of all that are tracked and have a new report, or were not asked for a week. 200 when it has ended (or for a dry run), else 202.',
    query: z.object({
      tickers: tickerSelection.tickers,
      force: Flag.describe('Ask although it was fetched within the last day.'),
      dry_run: Flag.describe('Say what the run would do, and write nothing.'),
      wait: Wait,
    }),
    answers: { 200: z.union([RefreshFundamentalsResponse, DryRunResponse]), 202: RefreshFundamentalsResponse },
  }),
  get: defineRoute({
    ...one,
    id: 'getFundamentals',
    method: 'get',
    path: '/fundamentals/{ticker}',
    summary: 'The figures of a company by fiscal year and quarter, each with the report that it comes from.',
    query: z.object({
      period: z.enum(['year', 'quarter', 'all']).default('all'),
      years: z.coerce.number().int().min(1).max(50).default(6).describe('So many fiscal years, the latest ones.'),
      basis: z
        .enum(['split', 'filed'])
        .default('split')
        .describe('`split`: figures per share are divided by the splits since they were filed.'),
      as_of: asOf,
      safe: Safe,
    }),
    answers: { 200: FundamentalsView },
    formats: tables,
  }),
  metrics: defineRoute({
    ...one,
    id: 'getStockMetrics',
    method: 'get',
    path: '/fundamentals/{ticker}/metrics',
    summary: 'What is computed of a stock: price over earnings, growth, yields; null with a reason.',
    answers: { 200: StockMetricsView },
  }),
  why: defineRoute({
    ...one,
    id: 'explainFundamentals',
    method: 'get',
    path: '/fundamentals/{ticker}/why',
    summary:
      'When the reports of a company were last asked for, what is stored of them, and what is missing, in words.',
    answers: { 200: FundamentalsWhyView },
  }),
  metricDays: defineRoute({
    ...one,
    id: 'listStockMetricDays',
    method: 'get',
    path: '/fundamentals/{ticker}/metrics/daily',
    summary: 'A metric of a stock as it was on each day, kept for three years from the first computation on.',
    query: z.object({ metric: z.enum(metricNames).default('pe'), from: AskedDay.optional(), to: AskedDay.optional() }),
    answers: { 200: StockMetricDaysView },
  }),
  facts: defineRoute({
    ...one,
    id: 'getCompanyFacts',
    method: 'get',
    path: '/fundamentals/{ticker}/facts',
    summary: 'The facts that reports of a company state, as filed.',
    query: z.object({
      tag: z
        .string()
        .regex(/^(?:[\w-]{1,40}:)?\w{1,200}$/, {
          error: 'must be a tag such as NetIncomeLoss or us-gaap:NetIncomeLoss',
        })
        .optional(),
      as_of: asOf,
      safe: Safe,
    }),
    answers: { 200: CompanyFactsView },
    formats: tables,
  }),
};
