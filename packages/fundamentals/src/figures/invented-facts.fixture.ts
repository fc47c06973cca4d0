import type { Day, FigureName } from '@tickermill/core';
import type { Fact } from '../facts/fact.ts';
import type { FigureOptions, FigureRow, Figures } from './figure.ts';
import { toFigures } from './to-figures.ts';

/** A report of an invented company. */
export interface Report {
  readonly form: string;
  readonly filed: Day;
  readonly accession: string;
  readonly fy: number | null;
  readonly fp: string | null;
}

/** A report, whose accession follows from the day unless it is given. */
export const report = (form: string, filed: Day, changes: Partial<Report> = {}): Report => ({
  form,
  filed,
  accession: `0000000001-${filed.slice(2, 4)}-${filed.slice(5, 7)}${filed.slice(8, 10)}00`,
  fy: null,
  fp: null,
  ...changes,
});

/** What a report states: `Tag`, of us-gaap and in dollars unless it is written `taxonomy:Tag in unit`. */
export function stated(by: Report, name: string, period: readonly [Day, Day] | Day, value: number | string): Fact {
  const [full = '', unit = 'USD'] = name.split(' in ');
  const [taxonomy, tag] = full.includes(':') ? full.split(':') : ['us-gaap', full];
  const [start, end] = typeof period === 'string' ? [null, period] : period;
  return { taxonomy: taxonomy ?? '', tag: tag ?? '', unit, start, end, value: String(value), ...by };
}

/** A calendar year, or a part of it up to the end of a quarter. */
export const year = (of: number): [Day, Day] => [`${of}-01-01`, `${of}-12-31`];
const quarterEnds = ['03-31', '06-30', '09-30', '12-31'];
const quarterStarts = ['01-01', '04-01', '07-01', '10-01'];
export const quarter = (of: number, position: number): [Day, Day] => [
  `${of}-${quarterStarts[position - 1]}`,
  `${of}-${quarterEnds[position - 1]}`,
];
export const toDate = (of: number, position: number): [Day, Day] => [
  `${of}-01-01`,
  `${of}-${quarterEnds[position - 1]}`,
];

/** A figure as text: its value, or the reason why there is none. */
export function read(row: FigureRow | undefined, id: FigureName): string {
  if (!row) return 'no row';
  const figure = row.figures[id];
  return figure.value ?? figure.reason;
}

/** A figure of each period: `2024: 5`. */
export function listed(rows: readonly FigureRow[], id: FigureName): string[] {
  return rows.map((row) => `${row.fiscalYear}${row.period === 'FY' ? '' : ` ${row.period}`}: ${read(row, id)}`);
}

/** The figures of invented facts. */
export const figuresOf = (facts: readonly (Fact | readonly Fact[])[], options?: FigureOptions): Figures =>
  toFigures(facts.flat(), options);
