import { addDays, dayAt, edgarZone, isFilingDay, Mic, tradingCalendar } from '@tickermill/core';
import { type Check, failed, ok, warning } from './check.ts';

/** A calendar that ends within so many days is reported. */
const calendarDays = 90;

/** Whether the calendar of filing days continues: it is computed from the rules of the holidays, so it does. */
export function checkFilingDays(now: Date): Check {
  const today = dayAt(now, edgarZone);
  const days = Array.from({ length: calendarDays }, (_, index) => addDays(today, index));
  const closed = days.find((day) => !isFilingDay(day) && isFilingDay(addDays(day, -1)));
  const [last = today] = days.slice(-1);
  if (days.some(isFilingDay))
    return ok('EDGAR calendar', `computed, without an end; closed next on ${closed ?? `a day after ${last}`}`);
  return failed(
    'EDGAR calendar',
    `knows no filing day up to ${last}`,
    'Install a newer release: its rules have ended.',
  );
}

/** Whether the calendar of every exchange reaches far enough: after its last day it would take holidays for sessions. */
export function checkTradingCalendars(now: Date): Check {
  const name = 'trading calendars';
  const calendars = Mic.options.map(tradingCalendar);
  const ending = calendars.filter(({ lastDay, zone }) => lastDay < addDays(dayAt(now, zone), calendarDays));
  const listOf = (of: typeof calendars) => of.map(({ mic, lastDay }) => `${mic} to ${lastDay}`).join(', ');
  if (ending.length === 0) return ok(name, `known: ${listOf(calendars)}`);
  return warning(
    name,
    `end soon: ${listOf(ending)}; after it every weekday counts as a session`,
    'Install a newer release, with the holidays of the next year.',
  );
}
