// EDGAR's filing days and when their indexes are final, for planning and receipts.

import { addDays, type Day, dayAt, instantOf } from '../day.ts';
import { isFederalHoliday } from './federal-holidays.ts';
import { isWeekend } from './holiday-dates.ts';

/** EDGAR counts its days by this zone. */
export const edgarZone = 'America/New_York';

/**
 * Weekdays on which federal offices, and EDGAR with them, were closed by an order of the president some days before:
 * days of mourning, and some Christmas Eves. Future ones are unknown: such a day is passed once it has no index.
 */
const closedByOrder: ReadonlySet<Day> = new Set(['2018-12-05', '2019-12-24', '2020-12-24', '2025-01-09']);

/** True on the days on which EDGAR accepts filings: weekdays that are neither federal holidays nor closed by order. */
export const isFilingDay = (day: Day): boolean => !isWeekend(day) && !isFederalHoliday(day) && !closedByOrder.has(day);

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

/** The wall times of EDGAR: it accepts filings from its opening on, and those of forms 3, 4, 5 until its close. */
const [opening, close, finality] = ['06:00:00', '22:00:00', '06:00:00'] as const;
const at = (day: Day, time: string) => instantOf(`${day}T${time}`, edgarZone);

/** The first day after another on which EDGAR accepts filings. */
export function filingDayAfter(day: Day): Day {
  const next = addDays(day, 1);
  return isFilingDay(next) ? next : filingDayAfter(next);
}

/** The filing days after one, up to another. */
export function filingDaysAfter(day: Day, last: Day): Day[] {
  const days: Day[] = [];
  for (let next = filingDayAfter(day); next <= last; next = filingDayAfter(next)) days.push(next);
  return days;
}

/** When EDGAR opens on a filing day. */
export const opensAt = (day: Day): Date => at(day, opening);

/** The last filing day that is final: its index may be taken as whole from 06:00 on the next day. */
export function lastFinalDay(now: Date): Day {
  for (let day = addDays(dayAt(now, edgarZone), -1); ; day = addDays(day, -1)) {
    if (isFilingDay(day) && now >= at(addDays(day, 1), finality)) return day;
  }
}

/** The last instant up to now at which EDGAR accepted ownership forms. */
export function lastAcceptance(now: Date): Date {
  for (let day = dayAt(now, edgarZone); ; day = addDays(day, -1)) {
    if (!isFilingDay(day) || opensAt(day) > now) continue;
    const end = at(day, close);
    return end < now ? end : now;
  }
}

/** Whether the index of a filing day should have been read by now: at 12:00 on the next day at the latest. */
export const isIndexOverdue = (day: Day, now: Date): boolean => now >= at(addDays(day, 1), '12:00:00');
