import { addDays, type Day } from '../day.ts';
import { easterSunday, monday, nthWeekday, thursday, toNearestWeekday } from './holiday-dates.ts';
import { koreanHolidayNames } from './korean-holidays.ts';
import type { Mic } from './mic.ts';

type Names = Readonly<Record<Day, string>>;

const christian = (year: number): Names => ({
  [`${year}-01-01`]: "New Year's Day",
  [addDays(easterSunday(year), -2)]: 'Good Friday',
  [`${year}-12-25`]: 'Christmas Day',
});

const american = (year: number): Names => ({
  ...christian(year),
  [toNearestWeekday(`${year}-01-01`)]: "New Year's Day",
  [nthWeekday(3, monday, `${year}-01`)]: 'Martin Luther King, Jr. Day',
  [nthWeekday(3, monday, `${year}-02`)]: "Washington's Birthday",
  [nthWeekday(-1, monday, `${year}-05`)]: 'Memorial Day',
  [toNearestWeekday(`${year}-06-19`)]: 'Juneteenth',
  [toNearestWeekday(`${year}-07-04`)]: 'Independence Day',
  [nthWeekday(1, monday, `${year}-09`)]: 'Labor Day',
  [nthWeekday(4, thursday, `${year}-11`)]: 'Thanksgiving',
  [toNearestWeekday(`${year}-12-25`)]: 'Christmas Day',
});

const british = (year: number): Names => ({
  ...christian(year),
  [addDays(easterSunday(year), 1)]: 'Easter Monday',
  [nthWeekday(1, monday, `${year}-05`)]: 'Early May bank holiday',
  [nthWeekday(-1, monday, `${year}-05`)]: 'Spring bank holiday',
  [nthWeekday(-1, monday, `${year}-08`)]: 'Summer bank holiday',
  [`${year}-12-26`]: 'Boxing Day',
});

const continental = (year: number): Names => ({
  ...christian(year),
  [addDays(easterSunday(year), 1)]: 'Easter Monday',
  [`${year}-05-01`]: 'Labour Day',
  [`${year}-12-26`]: 'Boxing Day',
});

/** The years of which the lunar days are known; before and after, the days of the sun's calendar alone have names. */
const [firstLunarYear, lastLunarYear] = [2000, 2027];

const korean = (year: number): Names =>
  year >= firstLunarYear && year <= lastLunarYear ? Object.fromEntries(koreanHolidayNames(year)) : koreanSolar(year);

const koreanSolar = (year: number): Names => ({
  [`${year}-01-01`]: "New Year's Day",
  [`${year}-03-01`]: 'Independence Movement Day',
  [`${year}-05-01`]: 'Labour Day',
  [`${year}-05-05`]: "Children's Day",
  [`${year}-06-06`]: 'Memorial Day',
  [`${year}-07-17`]: 'Constitution Day',
  [`${year}-08-15`]: 'Liberation Day',
  [`${year}-10-03`]: 'National Foundation Day',
  [`${year}-10-09`]: 'Hangul Day',
  [`${year}-12-25`]: 'Christmas Day',
});

const namesOf: Readonly<Record<Mic, (year: number) => Names>> = {
  XNYS: american,
  XNAS: american,
  XLON: british,
  XPAR: continental,
  XETR: continental,
  XKRX: korean,
};

/** What a day is called on which an exchange is closed; null where it has no name of its own, or none that we know. */
export const holidayName = (mic: Mic, day: Day): string | null => namesOf[mic](Number(day.slice(0, 4)))[day] ?? null;
