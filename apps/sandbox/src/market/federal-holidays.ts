import { addDays, type Day } from '@tickermill/core';

const weekday = (day: Day) => new Date(`${day}T00:00:00Z`).getUTCDay(); // Sunday is 0

/** The nth (from 1) given weekday of a month; with -1 the last. */
function nth(n: number, wanted: number, month: string): Day {
  if (n > 0) return addDays(`${month}-01`, ((wanted - weekday(`${month}-01`) + 7) % 7) + 7 * (n - 1));
  const last = addDays(addDays(`${month}-01`, 32).slice(0, 8).concat('01'), -1);
  return addDays(last, -((weekday(last) - wanted + 7) % 7));
}

/** A fixed date is kept on Friday when it falls on a Saturday and on Monday when it falls on a Sunday. */
function observed(day: Day): Day {
  if (weekday(day) === 6) return addDays(day, -1);
  return weekday(day) === 0 ? addDays(day, 1) : day;
}

const byYear = new Map<number, ReadonlySet<Day>>();

/** The federal holidays of a year, and the New Year's Day of the next year if it is kept in this one. */
function holidaysOf(year: number): ReadonlySet<Day> {
  const known = byYear.get(year);
  if (known) return known;
  const [monday, thursday] = [1, 4];
  const days = new Set<Day>([
    observed(`${year}-01-01`),
    observed(`${year + 1}-01-01`),
    nth(3, monday, `${year}-01`),
    nth(3, monday, `${year}-02`),
    nth(-1, monday, `${year}-05`),
    ...(year >= 2021 ? [observed(`${year}-06-19`)] : []),
    observed(`${year}-07-04`),
    nth(1, monday, `${year}-09`),
    nth(2, monday, `${year}-10`),
    observed(`${year}-11-11`),
    nth(4, thursday, `${year}-11`),
    observed(`${year}-12-25`),
  ]);
  byYear.set(year, days);
  return days;
}

// Both answers are remembered: they are asked for every company, of the same few thousand days.
const known = new Map<Day, boolean>();

/** True on the days on which EDGAR accepts filings: weekdays that are not US federal holidays. */
export function isFilingDay(day: Day): boolean {
  let answer = known.get(day);
  if (answer === undefined) {
    answer = weekday(day) % 6 !== 0 && !holidaysOf(Number(day.slice(0, 4))).has(day);
    known.set(day, answer);
  }
  return answer;
}

/** The filing days from a day to a day, both included. */
export function filingDays(from: Day, to: Day): readonly Day[] {
  const days: Day[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) if (isFilingDay(day)) days.push(day);
  return days;
}

const before = new Map<Day, Day>();

/** The nearest filing day before a day. */
export function filingDayBefore(day: Day): Day {
  let answer = before.get(day);
  if (answer === undefined) {
    const eve = addDays(day, -1);
    answer = isFilingDay(eve) ? eve : filingDayBefore(eve);
    before.set(day, answer);
  }
  return answer;
}

/** The day itself if it is a filing day, else the next one. */
export function filingDayFrom(day: Day): Day {
  return isFilingDay(day) ? day : filingDayFrom(addDays(day, 1));
}
