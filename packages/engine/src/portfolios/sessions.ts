import { addDays, type Day, instantOf, type Mic, micOf, tradingCalendar } from '@tickermill/core';
import type { HeldInstrument } from '@tickermill/store/portfolios';

const seoul = 'Asia/Seoul';
/** In Seoul a snapshot is made when the day's prices of its exchange are published. */
const koreanTime = '18:30:00';

/** The exchange whose sessions an instrument keeps; null: one without a calendar, which is taken to trade on weekdays. */
export type SessionExchange = Mic | null;

/** The exchange of an instrument. */
export const exchangeOf = ({ symbol, mic }: Pick<HeldInstrument, 'symbol' | 'mic'>): SessionExchange =>
  micOf(symbol, mic);

const isWeekday = (day: Day): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/** When the prices of an exchange for a day should be there; null: it is closed on that day. */
function settlesAt(mic: SessionExchange, day: Day): Date | null {
  if (mic !== null) return tradingCalendar(mic).session(day)?.settlesAt ?? null;
  return isWeekday(day) ? new Date(`${addDays(day, 1)}T00:00:00Z`) : null;
}

/**
 * When the snapshot of a day is made: at 18:30 in Seoul where Korean shares are held, else after the close of the last of
 * the exchanges. Null: all of them are closed on that day.
 */
export function snapshotDueAt(exchanges: Iterable<SessionExchange>, day: Day): Date | null {
  const open = [...new Set(exchanges)].filter((mic) => settlesAt(mic, day) !== null);
  if (open.length === 0) return null;
  if (open.includes('XKRX')) return instantOf(`${day}T${koreanTime}`, seoul);
  return new Date(Math.max(...open.map((mic) => settlesAt(mic, day)?.getTime() ?? 0)));
}

/** The last session up to a day whose prices should be there at an instant. */
export function expectedSession(mic: SessionExchange, day: Day, now: Date): Day {
  const at = settlesAt(mic, day);
  return at !== null && at <= now ? day : expectedSession(mic, addDays(day, -1), now);
}
