import { addDays, type Day, dayAt } from '../day.ts';
import { isFederalHoliday, isWeekend } from './federal-holidays.ts';

/** EDGAR counts its days by this zone. */
export const edgarZone = 'America/New_York';

/** True on the days on which EDGAR accepts filings: weekdays that are not US federal holidays. */
export const isFilingDay = (day: Day): boolean => !isWeekend(day) && !isFederalHoliday(day);

/** Weekends and holidays together are never longer than this: a longer time holds a filing day. */
const longestRest = 5;

/** Whether a day on which EDGAR accepts filings, or part of one, lies between two instants. */
export function hasFilingDay(from: Date, to: Date): boolean {
  const last = dayAt(to, edgarZone);
  let day = dayAt(from, edgarZone);
  for (let looked = 0; day <= last; day = addDays(day, 1)) {
    if (isFilingDay(day) || ++looked > longestRest) return true;
  }
  return false;
}
