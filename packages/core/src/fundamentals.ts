// The schemas of what companies report: facts, and the figures that are made of them.

import { z } from 'zod';
import { Day } from './day.ts';
import { Decimal } from './decimal.ts';
import { Accession, Cik, Ticker } from './identifiers.ts';

/** The forms of annual and quarterly reports, their amendments, and notices that one is late. */
export const ReportForm = z.enum([
  '10-K',
  '10-K/A',
  '10-KT',
  '10-KT/A',
  '10-Q',
  '10-Q/A',
  '10-QT',
  '10-QT/A',
  '20-F',
  '20-F/A',
  '40-F',
  '40-F/A',
  'NT 10-K',
  'NT 10-Q',
]);
export type ReportForm = z.infer<typeof ReportForm>;

/** One value as a report states it. `fy`, `fp` and `form` describe the report, never the period of the fact. */
export const ReportedFact = z.object({
  taxonomy: z.string().min(1).max(40),
  tag: z.string().min(1).max(200),
  /** `USD`, `USD/shares`, `shares`, `pure`, or an invention of the filer. */
  unit: z.string().min(1).max(100),
  /** Null for an instant, such as a figure of the balance sheet. */
  start: Day.nullable(),
  end: Day,
  value: Decimal,
  accession: Accession,
  form: z.string().min(1).max(24),
  filed: Day,
  fy: z.int().nullable(),
  fp: z.string().max(8).nullable(),
});
export type ReportedFact = z.infer<typeof ReportedFact>;

/** The figures of a period, as tables, routes and files name them. */
export const figureNames = [
  'revenue',
  'gross_profit',
  'operating_income',
  'net_income',
  'eps_basic',
  'eps_diluted',
  'diluted_shares',
  'operating_cash_flow',
  'capex',
  'free_cash_flow',
  'dividends_paid',
  'dividends_per_share',
  'cash',
  'assets',
  'liabilities',
  'total_debt',
  'equity',
] as const;
export type FigureName = (typeof figureNames)[number];

/** The metrics of stocks, in the order in which they are shown. */
export const metricNames = [
  'price',
  'market_cap',
  'eps_ttm',
  'pe',
  'peg',
  'eps_cagr_5y',
  'eps_years_up_5y',
  'eps_deviation_5y',
  'revenue_cagr_5y',
  'revenue_years_up_5y',
  'revenue_deviation_5y',
  'dividend_yield',
  'special_dividend_yield',
  'debt_to_equity',
  'institutional_ownership',
] as const;
export type MetricName = (typeof metricNames)[number];

/** A fiscal year, one of its quarters, or the transition between two years, which is part of no series. */
export const FiscalPeriod = z.enum(['FY', 'Q1', 'Q2', 'Q3', 'Q4', 'T']);
export type FiscalPeriod = z.infer<typeof FiscalPeriod>;

/** Where a figure comes from. */
export const FigureSource = z.object({
  /** `taxonomy:Tag` of each fact that it is made of. */
  tags: z.array(z.string()).nonempty(),
  unit: z.string(),
  /** The report that stated it; of a derived figure the last filed of its operands. */
  accession: Accession,
  filed: Day,
  how: z.enum(['reported', 'derived']),
  /** `scale`: a later value, 1,000 or 1,000,000 times this one, was not taken. */
  flags: z.array(z.string()),
  /** The splits after it was filed, multiplied, as later reports give them away. */
  splitFactor: Decimal,
});
export type FigureSource = z.infer<typeof FigureSource>;

/** A figure with its source; one that cannot be had is null, with the reason. */
export const PeriodFigure = z.union([
  z.object({ value: Decimal, source: FigureSource }),
  z.object({ value: z.null(), reason: z.string() }),
]);
export type PeriodFigure = z.infer<typeof PeriodFigure>;

/** The figures of a fiscal year or of a quarter of it. */
export const EarningsPeriod = z.object({
  period: FiscalPeriod,
  start: Day,
  end: Day,
  fiscalYear: z.int(),
  currency: z.string().nullable(),
  figures: z.partialRecord(z.enum(figureNames), PeriodFigure),
});
export type EarningsPeriod = z.infer<typeof EarningsPeriod>;

/** How often something is odd in an answer, with the first place where it is. */
const FactOddity = z.object({ kind: z.string(), count: z.int().positive(), example: z.string() });

/** A record of `company-facts`: what a company has reported, and the figures made of it. */
export const CompanyFactsRecord = z.object({
  cik: Cik,
  name: z.string().nullable(),
  facts: z.array(ReportedFact),
  periods: z.array(EarningsPeriod),
  oddities: z.array(FactOddity),
  url: z.url(),
  /** SHA-256 (hex) of the answer. */
  documentSha256: z.string().length(64),
  parserVersion: z.int().positive(),
});
export type CompanyFactsRecord = z.infer<typeof CompanyFactsRecord>;

/** A record of `company-profile`: what Yahoo says of the company behind an instrument, beside its reports. */
export const CompanyProfile = z.object({
  instrument: z.string().regex(/^\d+$/),
  symbol: Ticker,
  provider: z.string(),
  /** In which the instrument trades, and in which the company reports: not always the same. */
  currency: z.string().nullable(),
  financialCurrency: z.string().nullable(),
  quoteType: z.string().nullable(),
  sector: z.string().nullable(),
  industry: z.string().nullable(),
  country: z.string().nullable(),
  employees: Decimal.nullable(),
  /** Shares of the class that is listed. */
  sharesOutstanding: Decimal.nullable(),
  /** Shares of all classes, in units of what is listed. */
  impliedShares: Decimal.nullable(),
  floatShares: Decimal.nullable(),
  /** Fractions. Above 1 where shares that are lent out are counted twice. */
  institutionsPercentHeld: Decimal.nullable(),
  insidersPercentHeld: Decimal.nullable(),
  institutions: Decimal.nullable(),
  parserVersion: z.int().positive(),
});
export type CompanyProfile = z.infer<typeof CompanyProfile>;
