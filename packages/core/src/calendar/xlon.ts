import { addDays, type Day } from '../day.ts';
import type { ExchangeRules } from './exchange-rules.ts';
import {
  easterSunday,
  firstFreeWeekdayAfter,
  isWeekend,
  lastWeekdayUpTo,
  monday,
  nthWeekday,
} from './holiday-dates.ts';

/** Bank holidays kept on another day than their rule says (Banking and Financial Dealings Act 1971, by proclamation). */
const moved: Readonly<Record<Day, Day>> = {
  '1995-05-01': '1995-05-08', // fifty years after the war
  '2020-05-04': '2020-05-08', // seventy-five
  '2002-05-27': '2002-06-04', // the Golden Jubilee
  '2012-05-28': '2012-06-04', // the Diamond Jubilee
  '2022-05-30': '2022-06-02', // the Platinum Jubilee
};

/** Bank holidays of one year alone. */
const once: readonly Day[] = [
  '1999-12-31', // the millennium
  '2002-06-03',
  '2012-06-05',
  '2022-06-03', // the Queen's jubilees
  '2011-04-29', // a royal wedding
  '2022-09-19', // the Queen's funeral
  '2023-05-08', // the coronation
];

/** Christmas, Boxing Day and New Year's Day; each on a weekend is made up for on the next free weekday. */
function madeUp(days: readonly Day[]): Day[] {
  const kept = new Set(days);
  for (const day of days) if (isWeekend(day)) kept.add(firstFreeWeekdayAfter(day, kept));
  return [...kept];
}

/**
 * The London Stock Exchange: the bank holidays of England and Wales (gov.uk/bank-holidays, announced to 2027), half days
 * before Christmas and the new year. Hours are those of continuous trading of today, for all years; older ones are not kept.
 */
export const xlon: ExchangeRules = {
  zone: 'Europe/London',
  firstYear: 1990,
  lastYear: 2027,
  hours: [{ from: '1990-01-01', opens: '08:00', closes: '16:30' }],
  closures: (year) => [
    ...madeUp([`${year}-01-01`]),
    addDays(easterSunday(year), -2),
    addDays(easterSunday(year), 1),
    ...[
      nthWeekday(1, monday, `${year}-05`),
      nthWeekday(-1, monday, `${year}-05`),
      nthWeekday(-1, monday, `${year}-08`),
    ].map((day) => moved[day] ?? day),
    ...madeUp([`${year}-12-25`, `${year}-12-26`]),
    ...once,
  ],
  specialHours: (year) => [`${year}-12-24`, `${year}-12-31`].map((day) => [lastWeekdayUpTo(day), { closes: '12:30' }]),
};
