import { addDays, type Day } from '../day.ts';
import { firstFreeWeekdayAfter, weekdayOf } from './holiday-dates.ts';

/**
 * The days of the lunar calendar, by year: Seollal (its new year), Buddha's Birthday, Chuseok. Those of 2000 to 2026 as the
 * exchange kept them, of 2027 from the calendar that Korea's space agency proclaimed for it (월력요항).
 */
const lunar: Readonly<Record<number, readonly [seollal: string, buddha: string, chuseok: string]>> = {
  2000: ['02-05', '05-11', '09-12'],
  2001: ['01-24', '05-01', '10-01'],
  2002: ['02-12', '05-19', '09-21'],
  2003: ['02-01', '05-08', '09-11'],
  2004: ['01-22', '05-26', '09-28'],
  2005: ['02-09', '05-15', '09-18'],
  2006: ['01-29', '05-05', '10-06'],
  2007: ['02-18', '05-24', '09-25'],
  2008: ['02-07', '05-12', '09-14'],
  2009: ['01-26', '05-02', '10-03'],
  2010: ['02-14', '05-21', '09-22'],
  2011: ['02-03', '05-10', '09-12'],
  2012: ['01-23', '05-28', '09-30'],
  2013: ['02-10', '05-17', '09-19'],
  2014: ['01-31', '05-06', '09-08'],
  2015: ['02-19', '05-25', '09-27'],
  2016: ['02-08', '05-14', '09-15'],
  2017: ['01-28', '05-03', '10-04'],
  2018: ['02-16', '05-22', '09-24'],
  2019: ['02-05', '05-12', '09-13'],
  2020: ['01-25', '04-30', '10-01'],
  2021: ['02-12', '05-19', '09-21'],
  2022: ['02-01', '05-08', '09-10'],
  2023: ['01-22', '05-27', '09-29'],
  2024: ['02-10', '05-15', '09-17'],
  2025: ['01-29', '05-05', '10-06'],
  2026: ['02-17', '05-24', '09-25'],
  2027: ['02-07', '05-13', '09-15'],
};

interface Holiday {
  readonly name: string;
  readonly days: readonly string[];
  /** The years in which it is kept. */
  readonly from?: number;
  readonly to?: number;
  /**
   * From this year on a holiday lost to another holiday or a Sunday has a substitute; one lost to a Saturday if its
   * rule says so.
   */
  readonly madeUpFrom?: number;
  readonly saturdaysToo?: boolean;
}

/**
 * The Regulation on Holidays of Public Offices (관공서의 공휴일에 관한 규정), which the exchange follows, and Labour Day, on
 * which it rested before that was a public holiday. Its article 3 made lost days up first for Seollal, Chuseok and Children's Day (2013), then for
 * the national days (August 2021), Buddha's Birthday and Christmas (May 2023), Labour and Constitution Day (2026), never
 * for 1 January and 6 June.
 */
function holidaysOf(year: number): Holiday[] {
  const [seollal, buddha, chuseok] = lunar[year] ?? [];
  if (!seollal || !buddha || !chuseok) throw new Error(`no lunar days of ${year}`);
  const threeDays = (middle: string) => [-1, 0, 1].map((days) => addDays(`${year}-${middle}`, days).slice(5));
  return [
    { name: "New Year's Day", days: ['01-01'] },
    { name: 'Seollal', days: threeDays(seollal), madeUpFrom: 2014 },
    { name: 'Independence Movement Day', days: ['03-01'], madeUpFrom: 2022, saturdaysToo: true },
    { name: 'Arbor Day', days: ['04-05'], to: 2005 },
    { name: 'Labour Day', days: ['05-01'], madeUpFrom: 2026, saturdaysToo: true },
    { name: "Children's Day", days: ['05-05'], madeUpFrom: 2014, saturdaysToo: true },
    { name: "Buddha's Birthday", days: [buddha], madeUpFrom: 2023, saturdaysToo: true },
    { name: 'Memorial Day', days: ['06-06'] },
    { name: 'Constitution Day', days: ['07-17'], to: 2007 },
    // A holiday again by the law of 2026.
    { name: 'Constitution Day', days: ['07-17'], from: 2026, madeUpFrom: 2026, saturdaysToo: true },
    { name: 'Liberation Day', days: ['08-15'], madeUpFrom: 2021, saturdaysToo: true },
    { name: 'Chuseok', days: threeDays(chuseok), madeUpFrom: 2014 },
    { name: 'National Foundation Day', days: ['10-03'], madeUpFrom: 2021, saturdaysToo: true },
    { name: 'Hangul Day', days: ['10-09'], from: 2013, madeUpFrom: 2021, saturdaysToo: true },
    { name: 'Christmas Day', days: ['12-25'], madeUpFrom: 2023, saturdaysToo: true },
  ];
}

const namesOf = (holidays: readonly Holiday[]): string => [...new Set(holidays.map(({ name }) => name))].join(' and ');

/** The public holidays of Korea in a year from 2000 to 2027 by their names, with the days that make up for lost ones. */
export function koreanHolidayNames(year: number): ReadonlyMap<Day, string> {
  const byDay = new Map<Day, Holiday[]>();
  for (const holiday of holidaysOf(year)) {
    if (year < (holiday.from ?? 0) || year > (holiday.to ?? 9999)) continue;
    for (const day of holiday.days) byDay.set(`${year}-${day}`, [...(byDay.get(`${year}-${day}`) ?? []), holiday]);
  }
  const taken = new Map([...byDay].map(([day, holidays]) => [day, namesOf(holidays)]));
  for (const [day, holidays] of byDay) {
    const madeUp = holidays.filter(({ madeUpFrom }) => madeUpFrom !== undefined && madeUpFrom <= year);
    const isLost = weekdayOf(day) === 0 || holidays.length > 1;
    const isLostSaturday = weekdayOf(day) === 6 && madeUp.some(({ saturdaysToo }) => saturdaysToo);
    if (madeUp.length === 0 || (!isLost && !isLostSaturday)) continue;
    taken.set(firstFreeWeekdayAfter(day, new Set(taken.keys())), `Substitute holiday for ${namesOf(madeUp)}`);
  }
  return taken;
}

/** The public holidays of Korea in a year from 2000 to 2027, with the days that make up for lost ones. */
export const koreanHolidays = (year: number): Day[] => [...koreanHolidayNames(year).keys()];
