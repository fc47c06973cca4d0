import { type Day, type FigureName, figureNames } from '@tickermill/core';
import type { Fact } from '../facts/fact.ts';
import { type TagName, tagLists } from '../facts/tags.ts';
import { currencyOf, isPerShare } from '../facts/units.ts';
import { firstStated, liabilities, parentEquity, totalDebt } from './balance.ts';
import { type FactIndex, indexFacts, laterFiled, type Stated } from './fact-index.ts';
import type { Figure, FigureOptions, FigureRow, Figures, MissingReason } from './figure.ts';
import { type CalendarYear, durationTags, type FiscalCalendar, fiscalCalendar } from './fiscal-calendar.ts';
import { anchorTags } from './fiscal-years.ts';
import { type FlowKind, type FlowSource, flowOf, lastReport, negate, type Period, type Picked } from './flows.ts';
import { revenueOf, sum } from './revenue.ts';
import { lastShellReport } from './shell.ts';
import { dayOf } from './spans.ts';
import { type SplitBasis, splitBasis } from './splits.ts';
import { trailingEarnings } from './trailing.ts';

/**
 * The figures that facts of a company come to, period by period. Those of predecessor registrants are handed in with its
 * own. The order of the facts does not matter, nor how often one is there.
 */
export function toFigures(facts: readonly Fact[], { asOf, splits, shellUntil }: FigureOptions = {}): Figures {
  const known = asOf === undefined ? facts : facts.filter(({ filed }) => filed <= asOf);
  const ofShell = shellUntil ?? lastShellReport(known);
  const counted = ofShell === null ? known : known.filter(({ filed }) => filed > ofShell);
  const index = indexFacts(counted);
  const basis = splitBasis(counted, splits);
  const calendar = fiscalCalendar(index);
  const company = { index, basis, reports: lastReports(index) };
  return {
    annual: calendar.years
      .filter(({ ends }) => ends.length > 0)
      .map((year) => toRow(company, { kind: 'year', year }, { period: 'FY', ...daysOf(year), fiscalYear: year.label })),
    quarters: calendar.years.flatMap((year) => quarterRows(company, year)),
    transitions: transitionRows(company, calendar),
    trailing: trailingEarnings(company, calendar),
  };
}

interface Company {
  readonly index: FactIndex;
  readonly basis: SplitBasis;
  readonly reports: ReadonlyMap<Day, Stated>;
}

type RowHead = Pick<FigureRow, 'period' | 'start' | 'end' | 'fiscalYear'>;

const daysOf = ({ from, to }: { from: number; to: number }) => ({ start: dayOf(from), end: dayOf(to) });

function quarterRows(company: Company, year: CalendarYear): FigureRow[] {
  return [...year.quarters.values()]
    .map((quarter) =>
      toRow(
        company,
        { kind: 'quarter', year, quarter },
        {
          period: `Q${quarter.position}`,
          ...daysOf(quarter),
          fiscalYear: year.label,
        },
      ),
    )
    .filter(hasFlow);
}

function transitionRows(company: Company, { transitions }: FiscalCalendar): FigureRow[] {
  return transitions
    .map(({ from, to, label }) =>
      toRow(company, { kind: 'transition', from, to }, { period: 'T', ...daysOf({ from, to }), fiscalYear: label }),
    )
    .filter(hasFlow);
}

/** Figures of the balance sheet alone make no row of a period of which nothing else is stated. */
const hasFlow = ({ figures }: FigureRow): boolean => flowFigures.some((id) => figures[id].value !== null);

const kinds = {
  revenue: 'flow',
  gross_profit: 'flow',
  operating_income: 'flow',
  net_income: 'flow',
  eps_basic: 'earnings-per-share',
  eps_diluted: 'earnings-per-share',
  diluted_shares: 'average',
  operating_cash_flow: 'cash-flow',
  capex: 'cash-flow',
  dividends_paid: 'cash-flow',
  dividends_per_share: 'per-share',
} as const satisfies Partial<Record<FigureName, FlowKind>>;
const flowFigures = Object.keys(kinds) as (keyof typeof kinds)[];

function toRow(company: Company, period: Period, head: RowHead): FigureRow {
  const { index } = company;
  const ends = period.kind === 'year' ? period.year.ends : period.kind === 'quarter' ? period.quarter.ends : [head.end];
  const currency = currencyAt(company.reports, ends);
  const date = { index, currency: currency ?? '', ends };
  const flows = new Map(flowFigures.map((id) => [id, pickFlow(company, id, period, currency)]));
  const picked: Record<FigureName, Picked | MissingReason> = {
    ...(Object.fromEntries(flows) as Record<keyof typeof kinds, Picked | MissingReason>),
    free_cash_flow: freeCashFlow(flows.get('operating_cash_flow'), flows.get('capex')),
    cash: firstStated(date, tagLists.cash) ?? 'not-stated',
    assets: firstStated(date, tagLists.assets) ?? 'not-stated',
    liabilities: liabilities(date),
    total_debt: totalDebt(date),
    equity: parentEquity(date),
  };
  const figures = Object.fromEntries(figureNames.map((id) => [id, toFigure(picked[id], company.basis)])) as Record<
    FigureName,
    Figure
  >;
  return { ...head, currency, figures };
}

function pickFlow(
  company: Company,
  id: keyof typeof kinds,
  period: Period,
  currency: string | null,
): Picked | MissingReason {
  const kind = kinds[id];
  const { index, basis } = company;
  const suffix = kind === 'per-share' || kind === 'earnings-per-share' ? '/shares' : '';
  const unit = kind === 'average' ? 'shares' : `${currency}${suffix}`;
  const sourceOf = (tag: TagName, of = unit): FlowSource => ({ index, basis, tag, kind, unit: of });
  const found = pickTag(id, sourceOf, period);
  if (found !== 'not-stated' || kind === 'average') return found;
  const isForeign = (other: string) => {
    const inOther = currencyOf(other);
    return inOther !== null && inOther !== currency && isPerShare(other) === isPerShare(unit);
  };
  const isElsewhere = tagLists[id].some((tag) =>
    index.unitsOf(tag).some((other) => isForeign(other) && typeof flowOf(sourceOf(tag, other), period) !== 'string'),
  );
  return isElsewhere ? 'other-currency' : found;
}

function pickTag(
  id: keyof typeof kinds,
  sourceOf: (tag: TagName) => FlowSource,
  period: Period,
): Picked | MissingReason {
  if (id === 'revenue') return revenueOf(sourceOf, period);
  const found = tagLists[id].map((tag) => flowOf(sourceOf(tag), period));
  const values = found.filter((each) => typeof each !== 'string');
  const best = values.find(({ how }) => how === 'reported') ?? values[0];
  return best ?? found.find((each) => each !== 'not-stated') ?? 'not-stated';
}

function freeCashFlow(
  operating: Picked | MissingReason | undefined,
  capex: Picked | MissingReason | undefined,
): Picked | MissingReason {
  if (!operating || !capex || typeof operating === 'string' || typeof capex === 'string') return 'operand-missing';
  return sum(operating, { ...capex, value: negate(capex.value) }) ?? 'operand-missing';
}

/**
 * What was reported last of each day that a period ends on: its currency is that of the row. Revenue, net income and operating
 * cash flow tell it, others only where none of them is stated.
 */
function lastReports(index: FactIndex): Map<Day, Stated> {
  const lastOf = (tags: readonly TagName[]) => {
    const reports = new Map<Day, Stated>();
    for (const stated of index.periodsOf(tags)) {
      const known = reports.get(stated.fact.end);
      reports.set(stated.fact.end, known ? laterFiled(known, stated) : stated);
    }
    return reports;
  };
  return new Map([...lastOf(durationTags), ...lastOf(anchorTags)]);
}

function currencyAt(reports: ReadonlyMap<Day, Stated>, ends: readonly Day[]): string | null {
  const found = ends.flatMap((end) => reports.get(end) ?? []);
  return found.length === 0 ? null : currencyOf(found.reduce((one, other) => laterFiled(one, other)).fact.unit);
}

function toFigure(picked: Picked | MissingReason, basis: SplitBasis): Figure {
  if (typeof picked === 'string') return { value: null, reason: picked };
  const report = lastReport(picked.operands);
  if (!report) return { value: null, reason: 'not-stated' };
  const { value, tags, unit, how, flags } = picked;
  const isOfShares = unit === 'shares' || unit.includes('/');
  return {
    value,
    provenance: {
      tags,
      unit,
      accession: report.accession,
      filed: report.filed,
      how,
      flags,
      splitFactor: isOfShares ? basis.since(report.filed) : '1',
    },
  };
}
