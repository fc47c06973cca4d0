// Invents what a company earns in each quarter, and what its reports state of it.

import { addDays, type Day } from '@tickermill/core';
import type { Company } from '../../market/company.ts';
import { drawsFor } from '../../random.ts';
import type { ListedFiling } from '../listed-filing.ts';
import { type FiscalQuarter, quarterOf, reportedQuarter } from './fiscal-quarter.ts';
import { daysLate, isRestated } from './restated.ts';
import { shareBasis } from './share-basis.ts';

/** A figure that reports state, by the name that it has where it is read. */
export type StatedFigure = keyof typeof shapes;

/** `income`: of three months and of the year to date; `cash`: of the year to date alone; `average`: no part is a difference; `instant`: at the end. */
export const shapes = {
  revenue: 'income',
  gross_profit: 'income',
  operating_income: 'income',
  net_income: 'income',
  eps_basic: 'income',
  eps_diluted: 'income',
  diluted_shares: 'average',
  operating_cash_flow: 'cash',
  capex: 'cash',
  dividends_paid: 'cash',
  cash: 'instant',
  assets: 'instant',
  liabilities: 'instant',
  debt_current: 'instant',
  debt_long: 'instant',
  equity: 'instant',
  shares_outstanding: 'instant',
} as const;

const figures = Object.keys(shapes) as StatedFigure[];
const flows = figures.filter((figure) => shapes[figure] !== 'instant');
const instants = figures.filter((figure) => shapes[figure] === 'instant');

/** One value as a report states it. */
export interface Statement {
  readonly figure: StatedFigure;
  readonly start: Day | null;
  readonly end: Day;
  readonly value: number;
}

/** A periodic report with all that it states. */
export interface Report {
  readonly filing: ListedFiling;
  readonly quarter: FiscalQuarter;
  readonly statements: readonly Statement[];
}

const periodic = new Set(['10-K', '10-K/A', '10-Q']);

/** The reports of a company that were filed by a day and whose facts are there on another, the first filed first. */
export function reportsOf(
  seed: number,
  company: Company,
  { filings, by, on }: { filings: readonly ListedFiling[]; by: Day; on: Day },
): readonly Report[] {
  return filings
    .filter(({ form, filedOn, period }) => periodic.has(form) && filedOn <= by && period !== null)
    .filter(({ accession, filedOn }) => addDays(filedOn, daysLate(seed, accession)) <= on)
    .sort((a, b) => (a.filedOn + a.accession < b.filedOn + b.accession ? -1 : 1))
    .map((filing) => {
      const quarter = reportedQuarter(company, filing.period === null ? filing.filedOn : nextMonth(filing.period));
      return { filing, quarter, statements: statementsIn(seed, company, filing, quarter) };
    });
}

const nextMonth = (end: Day): Day => {
  const [year, month] = [Number(end.slice(0, 4)), Number(end.slice(5, 7))];
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
};

function statementsIn(
  seed: number,
  company: Company,
  { form, filedOn }: ListedFiling,
  quarter: FiscalQuarter,
): readonly Statement[] {
  const basis = shareBasis(seed, company, filedOn);
  const { year, number } = quarter;
  const isAnnual = number === 4;
  const years = form === '10-K/A' ? [year] : isAnnual ? [year, year - 1, year - 2] : [year, year - 1];
  const isLater = (of: number) => form === '10-K/A' || of < year;
  const told: Statement[] = years.flatMap((of) => {
    const amounts = (from: number, to: number) => amountsOf(seed, company, { year: of, from, to, basis }, isLater(of));
    const stretch = (from: number, to: number, which: readonly StatedFigure[]) => {
      const values = amounts(from, to);
      const [start, end] = [quarterOf(company, of, from).start, quarterOf(company, of, to).end];
      return which.map((figure) => ({ figure, start, end, value: values[figure] }));
    };
    const threeMonths = flows.filter((figure) => shapes[figure] !== 'cash');
    if (isAnnual) return stretch(1, 4, flows);
    const soFar = number === 1 ? flows.filter((figure) => shapes[figure] === 'cash') : flows;
    return [...stretch(number, number, threeMonths), ...stretch(1, number, soFar)];
  });
  const dates = form === '10-K/A' ? [quarter] : [quarter, quarterOf(company, year - 1, 4)];
  for (const at of dates) {
    const values = balanceOf(seed, company, at, basis);
    told.push(...instants.map((figure) => ({ figure, start: null, end: at.end, value: values[figure] })));
  }
  return told;
}

interface Stretch {
  readonly year: number;
  readonly from: number;
  readonly to: number;
  readonly basis: number;
}

/** What a company earns in some quarters of a year, USD; `isLater`: as later reports state it. */
function amountsOf(seed: number, company: Company, { year, from, to, basis }: Stretch, isLater: boolean) {
  const all = Array.from({ length: to - from + 1 }, (_, nth) =>
    quarterAmounts(seed, company, year, from + nth, isLater),
  );
  const total = (read: (one: (typeof all)[number]) => number) => all.reduce((sum, each) => sum + read(each), 0);
  const net_income = total((each) => each.net_income);
  const counted = sharesOf(seed, company, year);
  const shares = Math.round(counted.shares * basis);
  const diluted_shares = Math.round((counted.shares + counted.dilution) * basis);
  return {
    revenue: total((each) => each.revenue),
    gross_profit: total((each) => each.gross_profit),
    operating_income: total((each) => each.operating_income),
    net_income,
    eps_basic: cents(net_income / shares),
    eps_diluted: cents(net_income / diluted_shares),
    diluted_shares,
    operating_cash_flow: total((each) => each.operating_cash_flow),
    capex: total((each) => each.capex),
    dividends_paid: total((each) => each.dividends_paid),
    ...noBalance,
  };
}

const noBalance = {
  cash: 0,
  assets: 0,
  liabilities: 0,
  debt_current: 0,
  debt_long: 0,
  equity: 0,
  shares_outstanding: 0,
};
const cents = (value: number) => Math.round(value * 100) / 100;
const thousands = (value: number) => Math.round(value / 1_000) * 1_000;

function sharesOf(seed: number, { cik }: Company, year: number) {
  const shares = drawsFor(seed, 'shares', cik).int(20_000, 900_000) * 1_000;
  return { shares, dilution: drawsFor(seed, 'dilution', cik, year).int(100, 5_000) * 1_000 };
}

function quarterAmounts(seed: number, company: Company, year: number, number: number, isLater: boolean) {
  const { cik } = company;
  const size = drawsFor(seed, 'size', cik).int(20, 9_000) * 1_000_000;
  const draws = drawsFor(seed, 'quarter', cik, year, number);
  const revenue = thousands(size * 1.02 ** (year - 2020) * (0.9 + draws.unit() * 0.2));
  const net_income = thousands(revenue * (draws.unit() * 0.32 - 0.05));
  const operating_income = thousands(net_income * 1.2);
  const gross_profit = thousands(revenue * (0.3 + draws.unit() * 0.3));
  const operating_cash_flow = thousands(net_income + revenue * 0.06);
  const capex = thousands(revenue * (0.02 + draws.unit() * 0.05));
  const dividends_paid = thousands(Math.max(0, net_income) * 0.3);
  const amounts = { revenue, gross_profit, operating_income, net_income, operating_cash_flow, capex, dividends_paid };
  if (!isLater || !isRestated(seed, company, year)) return amounts;
  const less = thousands(revenue * 0.01 * draws.int(1, 4));
  return {
    ...amounts,
    revenue: revenue - less,
    gross_profit: gross_profit - less,
    operating_income: operating_income - less,
    net_income: net_income - less,
  };
}

function balanceOf(seed: number, company: Company, { end, year }: FiscalQuarter, basis: number) {
  const draws = drawsFor(seed, 'balance', company.cik, end);
  const assets = drawsFor(seed, 'assets', company.cik).int(100, 90_000) * 1_000_000 + draws.int(0, 9_000) * 1_000;
  const share = (of: number) => thousands(assets * (of + draws.unit() * 0.1));
  const liabilities = share(0.5);
  const balance = { assets, liabilities, equity: assets - liabilities, cash: share(0.05) };
  return {
    ...noFlows,
    ...balance,
    debt_current: share(0.01),
    debt_long: share(0.15),
    shares_outstanding: Math.round(sharesOf(seed, company, year).shares * basis),
  };
}

const noFlows = {
  revenue: 0,
  gross_profit: 0,
  operating_income: 0,
  net_income: 0,
  eps_basic: 0,
  eps_diluted: 0,
  diluted_shares: 0,
  operating_cash_flow: 0,
  capex: 0,
  dividends_paid: 0,
};
