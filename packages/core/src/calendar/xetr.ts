import { addDays } from '../day.ts';
import type { ExchangeRules } from './exchange-rules.ts';
import { easterSunday, lastWeekdayUpTo } from './holiday-dates.ts';

/**
 * Xetra, Frankfurt: closed on Good Friday, Easter Monday, Labour Day, 24 to 26 and 31 December and on New Year's Day, none
 * made up for (the trading calendar of Deutsche Börse, announced to 2029); Whit Monday in 2007 and from 2015 to 2021, the
 * Day of German Unity from 2014 to 2021, and once Reformation Day. The last session of a year ends at 14:00, from 2010.
 * Hours are those of continuous trading of today, for all years; older ones are not kept.
 */
export const xetr: ExchangeRules = {
  zone: 'Europe/Berlin',
  firstYear: 1990,
  lastYear: 2027,
  hours: [{ from: '1990-01-01', opens: '09:00', closes: '17:30' }],
  closures: (year) => [
    `${year}-01-01`,
    addDays(easterSunday(year), -2),
    addDays(easterSunday(year), 1),
    `${year}-05-01`,
    ...(year === 2007 || (year >= 2015 && year <= 2021) ? [addDays(easterSunday(year), 50)] : []),
    ...(year >= 2014 && year <= 2021 ? [`${year}-10-03`] : []),
    ...(year === 2017 ? ['2017-10-31'] : []),
    ...['24', '25', '26', '31'].map((day) => `${year}-12-${day}`),
  ],
  specialHours: (year) => (year >= 2010 ? [[lastWeekdayUpTo(`${year}-12-30`), { closes: '14:00' }]] : []),
};
