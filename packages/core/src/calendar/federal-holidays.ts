import type { Day } from '../day.ts';
import { monday, nthWeekday, thursday, toNearestWeekday } from './holiday-dates.ts';

const byYear = new Map<number, ReadonlySet<Day>>();

/** The federal holidays of a year, and the New Year's Day of the next year if it is kept in this one. */
function holidaysOf(year: number): ReadonlySet<Day> {
  const known = byYear.get(year);
  if (known) return known;
  const days = new Set<Day>([
    toNearestWeekday(`${year}-01-01`),
    toNearestWeekday(`${year + 1}-01-01`),
    nthWeekday(3, monday, `${year}-01`),
    nthWeekday(3, monday, `${year}-02`),
    nthWeekday(-1, monday, `${year}-05`),
    ...(year >= 2021 ? [toNearestWeekday(`${year}-06-19`)] : []),
    toNearestWeekday(`${year}-07-04`),
    nthWeekday(1, monday, `${year}-09`),
    nthWeekday(2, monday, `${year}-10`),
    toNearestWeekday(`${year}-11-11`),
    nthWeekday(4, thursday, `${year}-11`),
    toNearestWeekday(`${year}-12-25`),
  ]);
  byYear.set(year, days);
  return days;
}

/** True on a US federal holiday, on the day on which it is kept. */
export const isFederalHoliday = (day: Day): boolean => holidaysOf(Number(day.slice(0, 4))).has(day);
