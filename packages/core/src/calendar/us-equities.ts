import { addDays, type Day } from '../day.ts';
import type { Hours } from './exchange-rules.ts';
import { easterSunday, friday, monday, nthWeekday, thursday, toNearestWeekday, weekdayOf } from './holiday-dates.ts';

/**
 * What the exchanges of the United States keep together: NYSE Rule 7.2 and Nasdaq Equity 1, and the holiday and early
 * closing calendars that NYSE Group and Nasdaq announce (2026, 2027 and 2028 among them).
 */

/** Mourning, attack and storm: closed at days' notice or none. */
const unforeseen: readonly Day[] = [
  '1994-04-27', // mourning for Richard Nixon
  '2001-09-11',
  '2001-09-12',
  '2001-09-13',
  '2001-09-14',
  '2004-06-11', // mourning for Ronald Reagan
  '2007-01-02', // mourning for Gerald Ford
  '2012-10-29',
  '2012-10-30', // Hurricane Sandy
  '2018-12-05', // mourning for George H. W. Bush
  '2025-01-09', // mourning for Jimmy Carter
];

/** The days of a year on which they are closed. */
export function usClosures(year: number): Day[] {
  return [
    // A New Year's Day on a Saturday is not made up for: the Friday before ends the year's books.
    ...(weekdayOf(`${year}-01-01`) === 6 ? [] : [toNearestWeekday(`${year}-01-01`)]),
    ...(year >= 1998 ? [nthWeekday(3, monday, `${year}-01`)] : []), // Martin Luther King
    nthWeekday(3, monday, `${year}-02`), // Washington's Birthday
    addDays(easterSunday(year), -2),
    nthWeekday(-1, monday, `${year}-05`), // Memorial Day
    ...(year >= 2022 ? [toNearestWeekday(`${year}-06-19`)] : []), // Juneteenth
    toNearestWeekday(`${year}-07-04`),
    nthWeekday(1, monday, `${year}-09`), // Labor Day
    nthWeekday(4, thursday, `${year}-11`), // Thanksgiving
    toNearestWeekday(`${year}-12-25`),
    ...unforeseen,
  ];
}

/** The sessions of a year that end early, as announced beforehand. */
export function usEarlyCloses(year: number): [Day, Partial<Hours>][] {
  const half = { closes: year < 1993 ? '14:00' : '13:00' };
  const days: Day[] = [`${year}-12-24`];
  if (year >= 1992) days.push(addDays(nthWeekday(4, thursday, `${year}-11`), 1));
  if (year >= 1995) days.push(...aroundIndependenceDay(year));
  return [...days, '1997-12-26', '1999-12-31', '2003-12-26'].map((day) => [day, half]);
}

/** The day before Independence Day; until 2012 the Friday after one on a Thursday, and nothing before one on a Wednesday's. */
function aroundIndependenceDay(year: number): Day[] {
  const [eve, after] = [`${year}-07-03`, `${year}-07-05`];
  if (year < 2013 && weekdayOf(after) === friday) return [after];
  return weekdayOf(eve) === friday ? [] : [eve];
}
