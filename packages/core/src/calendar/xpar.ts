import { addDays } from '../day.ts';
import type { ExchangeRules } from './exchange-rules.ts';
import { easterSunday } from './holiday-dates.ts';

/**
 * Euronext Paris: closed on Good Friday, Easter Monday, Labour Day, both days of Christmas and on New Year's Day, none made
 * up for (Euronext's calendar of business days, announced each year); half days on 24 and 31 December. Until 2001 it also
 * rested with France on Whit Monday, 14 July (to 2000) and New Year's Eve. Hours are those of continuous trading of
 * today, for all years; older ones are not kept.
 */
export const xpar: ExchangeRules = {
  zone: 'Europe/Paris',
  firstYear: 1990,
  lastYear: 2027,
  hours: [{ from: '1990-01-01', opens: '09:00', closes: '17:30' }],
  closures: (year) => [
    `${year}-01-01`,
    addDays(easterSunday(year), -2),
    addDays(easterSunday(year), 1),
    `${year}-05-01`,
    `${year}-12-25`,
    `${year}-12-26`,
    ...(year <= 2001 ? [addDays(easterSunday(year), 50), `${year}-12-31`] : []),
    ...(year <= 2000 ? [`${year}-07-14`] : []),
  ],
  specialHours: (year) => [`${year}-12-24`, `${year}-12-31`].map((day) => [day, { closes: '14:05' }]),
};
