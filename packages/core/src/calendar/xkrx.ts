import type { Day } from '../day.ts';
import { type ExchangeRules, type Hours, minutesOf, usualHours } from './exchange-rules.ts';
import { firstFreeWeekdayAfter, lastWeekdayUpTo } from './holiday-dates.ts';
import { koreanHolidays } from './korean-holidays.ts';

/** Before 2000 the closed days are a record, Saturdays among them, and no rule. */
const recorded: Readonly<Record<number, string>> = {
  1990: '01-01 01-02 01-26 01-27 03-01 03-10 04-05 05-02 05-05 06-06 07-17 08-15 10-01 10-02 10-03 10-04 10-09 12-25 12-27 12-28 12-31',
  1991: '01-01 01-02 02-14 02-15 02-16 03-01 03-26 04-05 05-21 06-06 06-20 07-17 08-15 09-21 09-23 10-03 12-25 12-27 12-30 12-31',
  1992: '01-01 01-02 02-03 02-04 02-05 03-10 03-24 05-05 06-06 07-17 08-15 09-10 09-11 09-12 10-03 12-18 12-25 12-28 12-29 12-30 12-31',
  1993: '01-01 01-02 01-22 01-23 03-01 03-10 04-05 05-05 05-28 07-07 07-17 09-29 09-30 10-01 12-25 12-29 12-30 12-31',
  1994: '01-01 01-03 02-09 02-10 02-11 02-14 03-01 04-05 05-05 05-18 05-20 06-06 08-15 09-19 09-20 09-21 10-03 12-29 12-30 12-31',
  1995: '01-02 01-30 01-31 02-01 03-01 04-05 05-01 05-05 06-06 07-17 08-15 09-08 09-09 10-03 12-25 12-29 12-30',
  1996: '01-01 01-02 02-19 02-20 03-01 04-05 05-01 05-24 06-06 07-17 08-15 09-26 09-27 09-28 10-03 12-25 12-30 12-31',
  1997: '01-01 01-02 02-07 02-08 03-01 04-05 05-01 05-05 05-14 06-06 07-17 08-15 09-15 09-16 09-17 10-03 12-18 12-25 12-29 12-30 12-31',
  1998: '01-01 01-02 01-27 01-28 01-29 05-01 05-05 06-06 07-17 08-15 10-03 10-05 10-06 12-25 12-29 12-30 12-31',
  1999: '01-01 02-15 02-16 02-17 03-01 04-05 05-05 09-23 09-24 12-29 12-30 12-31',
};

/** Elections, holidays that the government decreed for once, and the ends of the years 1999 and 2000. */
const once: readonly Day[] = [
  '2000-01-03',
  '2000-04-13',
  '2000-12-27',
  '2000-12-28',
  '2002-06-13',
  '2002-07-01',
  '2002-12-19',
  '2004-04-15',
  '2006-05-31',
  '2007-12-19',
  '2008-04-09',
  '2010-06-02',
  '2012-04-11',
  '2012-12-19',
  '2014-06-04',
  '2015-08-14',
  '2016-04-13',
  '2016-05-06',
  '2017-05-09',
  '2017-10-02',
  '2018-06-13',
  '2020-04-15',
  '2020-08-17',
  '2022-03-09',
  '2022-06-01',
  '2023-10-02',
  '2024-04-10',
  '2024-10-01',
  '2025-01-27',
  '2025-06-03',
  '2026-06-03',
];

/**
 * The days of the university entrance exam (수능): the whole session is later, so that its candidates find the roads free.
 * Those of 2026 and 2027 as the ministry of education announced them. In 2017 an earthquake moved the exam by a week:
 * the session was later on both days.
 */
const examDays: readonly Day[] = [
  '1993-08-20',
  '1993-11-16',
  '1994-11-23',
  '1995-11-22',
  '1996-11-13',
  '1997-11-19',
  '1998-11-18',
  '1999-11-17',
  '2000-11-15',
  '2001-11-07',
  '2002-11-06',
  '2003-11-05',
  '2004-11-17',
  '2005-11-23',
  '2006-11-16',
  '2007-11-15',
  '2008-11-13',
  '2009-11-12',
  '2010-11-18',
  '2011-11-10',
  '2012-11-08',
  '2013-11-07',
  '2014-11-13',
  '2015-11-12',
  '2016-11-17',
  '2017-11-16',
  '2017-11-23',
  '2018-11-15',
  '2019-11-14',
  '2020-12-03',
  '2021-11-18',
  '2022-11-17',
  '2023-11-16',
  '2024-11-14',
  '2025-11-13',
  '2026-11-19',
  '2027-11-18',
];

const hours = [
  { from: '1986-04-01', opens: '09:40', closes: '15:20' },
  { from: '1995-01-03', opens: '09:30', closes: '15:00' },
  { from: '1998-12-07', opens: '09:00', closes: '15:00' },
  { from: '2016-08-01', opens: '09:00', closes: '15:30' },
];

function closures(year: number): Day[] {
  const record = recorded[year];
  if (record) return record.split(' ').map((day) => `${year}-${day}`);
  return [...koreanHolidays(year), ...once, lastWeekdayUpTo(`${year}-12-31`)];
}

function later(time: string, minutes: number): string {
  const moved = minutesOf(time) + minutes;
  return `${String(Math.floor(moved / 60)).padStart(2, '0')}:${String(moved % 60).padStart(2, '0')}`;
}

/** The session that opens an hour late for the ceremony of the new year: the first, but for what is recorded otherwise. */
function ceremony(year: number): Day | undefined {
  if (year === 1990) return '1990-01-04';
  if (year === 1994 || year === 2000) return undefined;
  return year === 1998 ? '1998-01-03' : firstFreeWeekdayAfter(`${year}-01-01`, new Set(closures(year)));
}

function specialHours(year: number): [Day, Partial<Hours>][] {
  const first = ceremony(year);
  const exams = examDays.map((day): [Day, Hours] => {
    const minutes = day < '1998-01-01' ? 30 : 60;
    const { opens, closes } = usualHours({ hours }, day);
    return [day, { opens: later(opens, minutes), closes: later(closes, minutes) }];
  });
  return first ? [[first, { opens: later(usualHours({ hours }, first).opens, 60) }], ...exams] : exams;
}

/**
 * The Korea Exchange: closed on the public holidays, on Labour Day and on the last weekday of a year (KRX, Business
 * Regulation of the KOSPI Market, article 5), verified day by day from 1990 on except for days decreed after the record
 * (Constitution Day 2026). Saturdays until 5 December 1998 have the hours of weekdays because their true end is not
 * known; the pause at noon until May 2000 is not modelled.
 */
export const xkrx: ExchangeRules = {
  zone: 'Asia/Seoul',
  firstYear: 1990,
  lastYear: 2027,
  hours,
  lastSaturday: '1998-12-05',
  closures,
  specialHours,
};
