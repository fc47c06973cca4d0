import { addDays, type Day } from '../day.ts';

const weekday = (day: Day) => new Date(`${day}T00:00:00Z`).getUTCDay(); // Sunday is 0

/** True on Saturdays and Sundays. */
export const isWeekend = (day: Day): boolean => weekday(day) % 6 === 0;

/** The nth (from 1) given weekday of a month; with -1 the last. */
function nth(n: number, wanted: number, month: string): Day {
  if (n > 0) return addDays(`${month}-01`, ((wanted - weekday(`${month}-01`) + 7) % 7) + 7 * (n - 1));
  const last = addDays(addDays(`${month}-01`, 32).slice(0, 8).concat('01'), -1);
  return addDays(last, -((weekday(last) - wanted + 7) % 7));
}

/** A fixed date is kept on Friday when it falls on a Saturday and on Monday when it falls on a Sunday. */
function observed(day: Day): Day {
  if (weekday(day) === 6) return addDays(day, -1);
  return weekday(day) === 0 ? addDays(day, 1) : day;
}

const byYear = new Map<number, ReadonlySet<Day>>();

/** The federal holidays of a year, and the New Year's Day of the next year if it is kept in this one. */
function holidaysOf(year: number): ReadonlySet<Day> {
  const known = byYear.get(year);
  if (known) return known;
  const [monday, thursday] = [1, 4];
  const days = new Set<Day>([
    observed(`${year}-01-01`),
    observed(`${year + 1}-01-01`),
    nth(3, monday, `${year}-01`),
    nth(3, monday, `${year}-02`),
    nth(-1, monday, `${year}-05`),
    ...(year >= 2021 ? [observed(`${year}-06-19`)] : []),
    observed(`${year}-07-04`),
    nth(1, monday, `${year}-09`),
    nth(2, monday, `${year}-10`),
    observed(`${year}-11-11`),
    nth(4, thursday, `${year}-11`),
    observed(`${year}-12-25`),
  ]);
  byYear.set(year, days);
  return days;
}

/** True on a US federal holiday, on the day on which it is kept. */
export const isFederalHoliday = (day: Day): boolean => holidaysOf(Number(day.slice(0, 4))).has(day);
