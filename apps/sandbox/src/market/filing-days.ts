import { addDays, type Day, isFilingDay as isEdgarDay } from '@tickermill/core';

// Both answers are cached: every company needs them, for the same few thousand days.
const known = new Map<Day, boolean>();

/** True on the days on which EDGAR accepts filings: weekdays that are not US federal holidays. */
export function isFilingDay(day: Day): boolean {
  let answer = known.get(day);
  if (answer === undefined) {
    answer = isEdgarDay(day);
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
