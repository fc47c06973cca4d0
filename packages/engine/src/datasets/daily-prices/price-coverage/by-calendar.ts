import { holidayName, tradingCalendar } from '@tickermill/core';
import { moment } from '../../../moment.ts';
import type { AskedDay, DayFacts, Explained } from './day-facts.ts';
import { onDay, weekday } from './sentences.ts';

/** Explanations by the calendar alone: closed, unknown, not begun, not settled, or before the first trade. */
export function byCalendar({ firstDay, isAbsent }: DayFacts, { date, mic, now }: AskedDay): Explained | null {
  const calendar = tradingCalendar(mic);
  const session = calendar.session(date);
  if (!session) {
    const isWeekend = [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
    const holiday = isWeekend ? null : holidayName(mic, date);
    const [previous, next] = [calendar.previousTradingDay(date), calendar.nextTradingDay(date)];
    const why = isWeekend ? `a ${weekday(date)}` : (holiday ?? 'a day on which it does not trade');
    const is = new Date(`${date}T00:00:00Z`) > now ? 'is' : 'was';
    return {
      sentence: `${mic} ${is} closed on ${date}, ${why}; the sessions around it are ${previous} and ${next}.`,
      because: {
        reason: 'closed',
        evidence: { cause: isWeekend ? 'weekend' : 'holiday', holiday, previousSession: previous, nextSession: next },
      },
    };
  }
  if (date > calendar.lastDay) {
    return {
      sentence: `No calendar knows ${date.slice(0, 4)} yet: that of ${mic} ends on ${calendar.lastDay}, so it cannot be said whether ${onDay(date)}, is a session.`,
      because: { reason: 'no-calendar', evidence: { lastDay: calendar.lastDay } },
    };
  }
  const { opensAt } = session;
  if (session.opensAt > now) {
    return {
      sentence: `The session of ${date} has not begun: ${mic} opens at ${moment(session.opensAt, now)}.`,
      because: { reason: 'future', evidence: { opensAt } },
    };
  }
  const settles = session.settlesAt;
  if (settles > now) {
    const what = session.closesAt > now ? `closes at ${moment(session.closesAt, now)} and` : 'has closed and';
    return {
      sentence: `The session of ${date} is not final yet: ${mic} ${what} settles at ${moment(settles, now)}.`,
      because: {
        reason: 'unfinished',
        evidence: {
          opensAt,
          closesAt: session.closesAt,
          settlesAt: settles,
        },
      },
    };
  }
  if (!isAbsent || firstDay === null || date >= firstDay) return null;
  return {
    sentence: `It was not traded yet: its first day is ${onDay(firstDay)}.`,
    because: { reason: 'before-first-trade', evidence: { firstDay } },
  };
}
