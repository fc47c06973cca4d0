import { addDays, type Day, dayMs, offsetAt, type TradingCalendar } from '@tickermill/core';

/** From this hour of the exchange's clocks on a bar may be stamped for the session of the next day. */
const eveningMs = 18 * 3_600_000;
const [firstSecond, lastSecond] = [Date.parse('0001-01-02') / 1_000, Date.parse('9999-12-30') / 1_000];

/**
 * The day of the session of an epoch second; null if it is no such second. It is the day that the exchange's clocks
 * showed, because an offset from UTC holds for a season only. A stamp late in the evening before a session, nearer to
 * its opening than half the distance to the previous opening, belongs to that session: Yahoo means midnight and is off
 * by the hours of a changed clock.
 */
export function sessionDayOf(epoch: unknown, zone: string, calendar: TradingCalendar | null): Day | null {
  const second = typeof epoch === 'string' && epoch.trim() !== '' ? Number(epoch) : Number.NaN;
  if (!(second >= firstSecond && second <= lastSecond)) return null;
  const instant = second * 1_000;
  const local = instant + offsetAt(instant, zone);
  const day = new Date(local).toISOString().slice(0, 10);
  if (calendar === null || local - Math.floor(local / dayMs) * dayMs < eveningMs) return day;
  const next = calendar.session(addDays(day, 1));
  const last = next && calendar.session(calendar.previousTradingDay(next.day));
  if (!next || !last) return day;
  const opensAt = next.opensAt.getTime();
  return opensAt - instant < (opensAt - last.opensAt.getTime()) / 2 ? next.day : day;
}
