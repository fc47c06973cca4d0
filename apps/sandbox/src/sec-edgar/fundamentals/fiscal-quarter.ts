import { addDays, type Day } from '@tickermill/core';
import type { Company } from '../../market/company.ts';

/** A quarter of a fiscal year. */
export interface FiscalQuarter {
  /** The year in which the fiscal year ends. */
  readonly year: number;
  /** 1 to 4. */
  readonly number: number;
  readonly start: Day;
  readonly end: Day;
}

type Calendar = Pick<Company, 'fiscalYearEnd'>;

const monthOf = (months: number): Day => {
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1];
  return `${year}-${String(month).padStart(2, '0')}-01`;
};

/** A quarter of a company: quarter 0 is the last of the year before. */
export function quarterOf({ fiscalYearEnd }: Calendar, year: number, number: number): FiscalQuarter {
  // Months since year 0 at which the fiscal year has ended.
  const yearEnd = year * 12 + Number(fiscalYearEnd.slice(0, 2));
  const start = yearEnd - 12 + (number - 1) * 3;
  return { year, number, start: monthOf(start), end: addDays(monthOf(start + 3), -1) };
}

/** The quarter that a report of a month is about: the one that ended last before it. */
export function reportedQuarter(company: Calendar, day: Day): FiscalQuarter {
  const year = Number(day.slice(0, 4));
  const quarters = [year, year + 1].flatMap((of) => [0, 1, 2, 3, 4].map((nth) => quarterOf(company, of, nth)));
  const ended = quarters.filter(({ number, end }) => number > 0 && end < `${day.slice(0, 7)}-01`);
  const before = quarterOf(company, year - 1, 4);
  return ended.reduce((last, each) => (each.end > last.end ? each : last), before);
}
