// What figures there are of a company, counted on the model of its reports, never by reading what is served.

import type { Day } from '@tickermill/core';
import type { Company } from '../../market/company.ts';
import { type FiscalQuarter, quarterOf } from './fiscal-quarter.ts';
import { shareBasis } from './share-basis.ts';
import { type Report, type StatedFigure, shapes } from './statements.ts';

/** The figures of a fiscal year or quarter; null where the reports do not give it. */
export interface OfferedPeriod {
  readonly period: 'FY' | 'Q1' | 'Q2' | 'Q3' | 'Q4';
  readonly fiscalYear: number;
  readonly start: Day;
  readonly end: Day;
  readonly figures: Readonly<Record<string, number | null>>;
}

/** What the latest of some reports state of each stretch of time, and how many shares were counted for one when it was filed. */
type Latest = ReadonlyMap<string, { readonly value: number; readonly basis: number }>;

const keyOf = (figure: StatedFigure, start: Day | null, end: Day) => `${figure} ${start ?? ''} ${end}`;

/** The fiscal years and quarters that reports give figures of, the first first. */
export function offeredPeriods(seed: number, company: Company, reports: readonly Report[]): OfferedPeriod[] {
  const latest: Latest = new Map(
    reports.flatMap(({ filing, statements }) => {
      const basis = shareBasis(seed, company, filing.filedOn);
      return statements.map(({ figure, start, end, value }) => [keyOf(figure, start, end), { value, basis }] as const);
    }),
  );
  const years = [...new Set(reports.flatMap(({ quarter: { year } }) => [year - 2, year - 1, year]))].sort();
  return years.flatMap((year) => {
    const quarters = [1, 2, 3, 4].map((number) => quarterOf(company, year, number));
    const [first, second, third, fourth] = quarters as [FiscalQuarter, FiscalQuarter, FiscalQuarter, FiscalQuarter];
    const stretch = (from: FiscalQuarter, to: FiscalQuarter) => (figure: StatedFigure) =>
      latest.get(keyOf(figure, shapes[figure] === 'instant' ? null : from.start, to.end))?.value ?? null;
    const basisOf = (from: FiscalQuarter, to: FiscalQuarter) =>
      latest.get(keyOf('eps_diluted', from.start, to.end))?.basis;
    const isOneBasis =
      new Set([basisOf(first, fourth), basisOf(first, first), basisOf(second, second), basisOf(third, third)]).size ===
      1;
    const whole = stretch(first, fourth);
    const nineMonths = stretch(first, third);
    const threeMonths = quarters.map((quarter) => stretch(quarter, quarter));
    const readers = {
      FY: whole,
      Q1: threeMonths[0],
      Q2: partOf(threeMonths[1], stretch(first, second), stretch(first, first)),
      Q3: partOf(threeMonths[2], nineMonths, stretch(first, second)),
      Q4: lastOf(whole, nineMonths, isOneBasis ? threeMonths : []),
    };
    return Object.entries(readers).flatMap(([period, read]) => {
      const { start, end } =
        period === 'FY' ? { start: first.start, end: fourth.end } : (quarters[Number(period[1]) - 1] ?? first);
      if (!read || read('net_income') === null) return [];
      return [{ period: period as OfferedPeriod['period'], fiscalYear: year, start, end, figures: figuresOf(read) }];
    });
  });
}

type Read = (figure: StatedFigure) => number | null;

const minus = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : round(one - other);
/** Cents do not add up in binary. */
const round = (value: number) => Math.round(value * 100) / 100;

/** A quarter as it is stated; what is stated of the year to date alone is a difference. */
const partOf =
  (stated: Read | undefined, soFar: Read, before: Read): Read =>
  (figure) =>
    shapes[figure] === 'cash' ? minus(soFar(figure), before(figure)) : (stated?.(figure) ?? null);

const lastOf =
  (whole: Read, nineMonths: Read, [first, second, third]: readonly Read[]): Read =>
  (figure) => {
    const shape = shapes[figure];
    if (shape === 'instant') return whole(figure);
    if (shape === 'average') return null;
    if (!figure.startsWith('eps')) return minus(whole(figure), nineMonths(figure));
    const parts = [first, second, third].map((read) => read?.(figure) ?? null);
    return parts.reduce((left, part) => minus(left, part), whole(figure));
  };

function figuresOf(read: Read): OfferedPeriod['figures'] {
  const sum = (one: number | null, other: number | null) => (one === null || other === null ? null : one + other);
  const names = (Object.keys(shapes) as StatedFigure[]).filter((figure) => !/^debt|^shares/.test(figure));
  return {
    ...Object.fromEntries(names.map((figure) => [figure, read(figure)])),
    free_cash_flow: minus(read('operating_cash_flow'), read('capex')),
    total_debt: sum(read('debt_current'), read('debt_long')),
  };
}
