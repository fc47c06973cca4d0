import { add, addDays, type Decimal, divide, type MetricName, metricNames, multiply } from '@tickermill/core';
import { growthOf } from './growth.ts';
import type { Metric, MetricFlag, MetricInput, MetricReason, ShareCount } from './metric.ts';

const digits = 6;
const edgar = 'sec-edgar';

interface Computed {
  readonly value: Decimal;
  readonly asOf: string;
  readonly provider: string;
  readonly flags?: readonly MetricFlag[];
}
type Result = Computed | MetricReason;

/** What is computed of an instrument: null, with a reason, where an operand is. */
export function toMetrics(input: MetricInput): Record<MetricName, Metric> {
  const { price, figures } = input;
  const epsTtm = trailing(input);
  const pe = priceToEarnings(input, epsTtm);
  const eps = growthOf(figures.annual, 'eps_diluted');
  const revenue = growthOf(figures.annual, 'revenue');
  const ofGrowth = <K extends 'cagr' | 'yearsUp' | 'deviation'>(growth: typeof eps, key: K): Result => {
    if (typeof growth === 'string') return growth;
    const value = growth[key];
    return value === null ? 'not-positive' : { value: String(value), asOf: growth.end, provider: edgar };
  };
  const epsGrowth = ofGrowth(eps, 'cagr');
  const results: Record<MetricName, Result> = {
    price: price ? { value: price.close, asOf: price.date, provider: price.provider } : 'operand-missing',
    market_cap: marketCap(input),
    eps_ttm: epsTtm,
    pe,
    peg: priceToGrowth(pe, epsGrowth),
    eps_cagr_5y: epsGrowth,
    eps_years_up_5y: ofGrowth(eps, 'yearsUp'),
    eps_deviation_5y: ofGrowth(eps, 'deviation'),
    revenue_cagr_5y: ofGrowth(revenue, 'cagr'),
    revenue_years_up_5y: ofGrowth(revenue, 'yearsUp'),
    revenue_deviation_5y: ofGrowth(revenue, 'deviation'),
    dividend_yield: dividendYield(input, false),
    special_dividend_yield: dividendYield(input, true),
    debt_to_equity: debtToEquity(input),
    institutional_ownership: institutionalOwnership(input),
  };
  return Object.fromEntries(metricNames.map((id) => [id, toMetric(results[id])])) as Record<MetricName, Metric>;
}

function toMetric(result: Result): Metric {
  if (typeof result === 'string') return { value: null, reason: result, asOf: null, provider: null, flags: [] };
  const { value, asOf, provider, flags = [] } = result;
  return { value, reason: null, asOf, provider, flags };
}

/** Shares of all classes, at their own prices where they are listed. Of foreign filers only Yahoo knows what is listed. */
function marketCap({ price, classes, cover, outstanding, profile, isForeign }: MetricInput): Result {
  if (!price) return 'operand-missing';
  const at = (count: ShareCount, provider = edgar): Computed => ({
    value: multiply(count.shares, price.close),
    asOf: price.date,
    provider,
  });
  const implied = profile?.impliedShares ? at({ shares: profile.impliedShares, date: profile.date }, 'yahoo') : null;
  if (isForeign) return implied ?? 'operand-missing';
  if (classes && classes.classes.length > 1) {
    const value = classes.classes.reduce<Decimal>(
      (sum, each) => add(sum, multiply(each.shares, each.price ?? price.close)),
      '0',
    );
    return { value, asOf: price.date, provider: edgar };
  }
  const count = cover ?? outstanding;
  return count ? at(count) : (implied ?? 'operand-missing');
}

function trailing({ figures }: MetricInput): Result {
  const found = figures.trailing;
  if (!found || found.epsDiluted.value === null) return 'operand-missing';
  return { value: found.epsDiluted.value, asOf: found.end, provider: edgar };
}

function priceToEarnings({ price, figures, isForeign }: MetricInput, earnings: Result): Result {
  if (!price || typeof earnings === 'string') return 'operand-missing';
  if (figures.trailing?.currency !== price.currency) return 'currencies-differ';
  if (!isPositive(earnings.value)) return 'not-positive';
  return {
    value: divide(price.close, earnings.value, digits),
    asOf: price.date,
    provider: edgar,
    flags: isForeign ? ['foreign-filer'] : [],
  };
}

function priceToGrowth(pe: Result, growth: Result): Result {
  if (typeof pe === 'string') return pe;
  if (typeof growth === 'string') return growth;
  if (!isPositive(growth.value)) return 'not-positive';
  return { ...pe, value: divide(pe.value, multiply(growth.value, '100'), digits) };
}

function dividendYield({ asOf, price, dividends }: MetricInput, isSpecial: boolean): Result {
  if (!price || !dividends) return 'operand-missing';
  if (!isPositive(price.close)) return 'not-positive';
  const after = addDays(asOf, -365);
  const paid = dividends.filter((each) => each.isSpecial === isSpecial && each.exDate > after && each.exDate <= asOf);
  if (paid.some(({ currency }) => currency !== price.currency)) return 'currencies-differ';
  const sum = paid.reduce<Decimal>((all, { amount }) => add(all, amount), '0');
  return { value: divide(sum, price.close, digits), asOf: price.date, provider: price.provider };
}

/** A ratio of the last balance sheet, both at the same date. */
function debtToEquity({ figures, isFinancial }: MetricInput): Result {
  const last = [...figures.annual, ...figures.quarters].reduce<(typeof figures.annual)[number] | null>(
    (one, other) => (one && one.end >= other.end ? one : other),
    null,
  );
  const [debt, equity] = [last?.figures.total_debt.value ?? null, last?.figures.equity.value ?? null];
  if (!last || debt === null || equity === null) return 'operand-missing';
  if (!isPositive(equity)) return 'not-positive';
  return {
    value: divide(debt, equity, digits),
    asOf: last.end,
    provider: edgar,
    flags: isFinancial ? ['financial'] : [],
  };
}

function institutionalOwnership({ profile }: MetricInput): Result {
  if (!profile || profile.institutionsPercentHeld === null) return 'operand-missing';
  const value = profile.institutionsPercentHeld;
  return { value, asOf: profile.date, provider: 'yahoo', flags: Number(value) > 1 ? ['above-one'] : [] };
}

const isPositive = (value: Decimal): boolean => Number(value) > 0;
