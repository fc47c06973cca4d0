import { type Day, dayAt } from '../day.ts';
import { tradingCalendar } from './exchanges.ts';

/** The keyed API of the exchange shows a day on the next morning, not before this time after midnight in Seoul. */
const publishedAfterMs = (8 * 60 + 10) * 60_000;

/** The last session of the Korea Exchange that its keyed API has published at an instant: never the day itself. */
export function lastPublishedInKorea(now: Date): Day {
  const calendar = tradingCalendar('XKRX');
  return calendar.previousTradingDay(dayAt(new Date(now.getTime() - publishedAfterMs), calendar.zone));
}
