import { addDays, type Day } from '../day.ts';

export const [monday, thursday, friday] = [1, 4, 5] as const;

/** The day of the week, Sunday being 0. */
export const weekdayOf = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/** True on Saturdays and Sundays. */
export const isWeekend = (day: Day): boolean => weekdayOf(day) % 6 === 0;

/** The nth (from 1) given weekday of a month (`YYYY-MM`); with -1 the last. */
export function nthWeekday(n: number, wanted: number, month: string): Day {
  if (n > 0) return addDays(`${month}-01`, ((wanted - weekdayOf(`${month}-01`) + 7) % 7) + 7 * (n - 1));
  const last = addDays(addDays(`${month}-01`, 32).slice(0, 8).concat('01'), -1);
  return addDays(last, -((weekdayOf(last) - wanted + 7) % 7));
}

/** As the United States keep a fixed date: on Friday when it falls on a Saturday, on Monday when it falls on a Sunday. */
export function toNearestWeekday(day: Day): Day {
  if (weekdayOf(day) === 6) return addDays(day, -1);
  return weekdayOf(day) === 0 ? addDays(day, 1) : day;
}

/** The day itself, or the last weekday before it. */
export const lastWeekdayUpTo = (day: Day): Day => (isWeekend(day) ? lastWeekdayUpTo(addDays(day, -1)) : day);

/** The first weekday after a day that is none of the given holidays: the substitute for a holiday that was lost. */
export function firstFreeWeekdayAfter(day: Day, holidays: ReadonlySet<Day>): Day {
  const next = addDays(day, 1);
  return isWeekend(next) || holidays.has(next) ? firstFreeWeekdayAfter(next, holidays) : next;
}

/** Easter Sunday of the Gregorian calendar (the computation of Meeus, Jones and Butcher). */
export function easterSunday(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  return addDays(`${year}-03-22`, epact + toSunday - 7 * late);
}
