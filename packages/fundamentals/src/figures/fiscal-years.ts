import type { Day } from '@tickermill/core';
import { isAnnual, isTransition } from '../facts/forms.ts';
import { tagLists } from '../facts/tags.ts';
import { byFiling, type FactIndex, type Stated } from './fact-index.ts';
import { dayOf, maxEndDrift } from './spans.ts';

/** A fiscal year: one that annual reports state, or one that follows from those for quarters of which none is stated yet. */
export interface FiscalYear {
  readonly label: number;
  readonly from: number;
  readonly to: number;
  /** The days on which reports let it end; empty if none states it. */
  readonly ends: readonly Day[];
}

/** What makes a year-long period a fiscal year. */
export const anchorTags = [...tagLists.revenue, ...tagLists.net_income, ...tagLists.operating_cash_flow];

/** The fiscal years that annual reports state for revenue, net income or operating cash flow, in the order of time. */
export function fiscalYears(index: FactIndex): FiscalYear[] {
  const years = index
    .periodsOf(anchorTags)
    .filter(({ span, versions }) => span === 'year' && versions.some(({ form }) => isAnnual(form)))
    .sort((a, b) => a.to - b.to || a.from - b.from);
  const groups: Stated[][] = [];
  for (const year of years) {
    const group = groups.at(-1);
    if (group?.[0] && year.to - group[0].to <= maxEndDrift) group.push(year);
    else groups.push([year]);
  }
  const labels = ownYearLabels(years);
  const found: FiscalYear[] = [];
  for (const group of groups) {
    const { from, to } = usualPeriod(group);
    const last = found.at(-1);
    // Twelve months of another calendar, which overlap a fiscal year, are none.
    if (last && from < last.to - maxEndDrift) continue;
    const ends = [...new Set(group.map(({ fact }) => fact.end))].sort();
    found.push({ label: labelOf(ends, to, labels), from, to, ends });
  }
  return found;
}

/** The period that most reports state; of as many the later one. */
export function usualPeriod(group: readonly Stated[]): { from: number; to: number } {
  const counts = new Map<string, { from: number; to: number; count: number }>();
  for (const { from, to, versions } of group) {
    const known = counts.get(`${from} ${to}`);
    counts.set(`${from} ${to}`, { from, to, count: (known?.count ?? 0) + versions.length });
  }
  const [usual] = [...counts.values()].sort((a, b) => b.count - a.count || b.to - a.to || a.from - b.from);
  return usual ?? { from: 0, to: 0 };
}

/** For each end of a year the `fy` of the first report whose own year it is: the last one that the report states. */
function ownYearLabels(years: readonly Stated[]): Map<Day, number> {
  const reports = new Map<string, { end: Day; fact: Stated['fact'] }>();
  for (const { versions } of years) {
    for (const fact of versions) {
      if (!isAnnual(fact.form) || isTransition(fact.form)) continue;
      const known = reports.get(fact.accession);
      if (!known || fact.end > known.end) reports.set(fact.accession, { end: fact.end, fact });
    }
  }
  const labels = new Map<Day, number>();
  for (const { end, fact } of [...reports.values()].sort((a, b) => byFiling(a.fact, b.fact))) {
    if (!labels.has(end) && fact.fy !== null) labels.set(end, fact.fy);
  }
  return labels;
}

/** The label of a year is its company's, unless a report errs in it: then it is that of the year a week before the end. */
function labelOf(ends: readonly Day[], to: number, labels: ReadonlyMap<Day, number>): number {
  const year = Number(dayOf(to).slice(0, 4));
  const stated = [...labels].find(([end]) => ends.includes(end))?.[1];
  return stated === year || stated === year - 1 ? stated : labelByEnd(to);
}

/** The calendar year in which a fiscal year ends, but for its last week. */
export const labelByEnd = (to: number): number => Number(dayOf(to - 7).slice(0, 4));
