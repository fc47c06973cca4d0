import type { PriceParams } from '@tickermill/collectors';
import { addDays, type Day, dayAt, dayMs, earliestDay, latestDay, type TradingCalendar } from '@tickermill/core';

/** What is stored of the daily prices of an instrument, as far as the next request depends on it. */
export interface StoredPrices {
  /** The last day of which a bar is stored, provisional ones too; null: none is. */
  readonly lastDay: Day | null;
  /** The first day of the stored series. */
  readonly firstDay: Day | null;
  /** The last stored bar, if that has a close. */
  readonly lastBar: { readonly date: Day; readonly close: string } | null;
  /** The last split or dividend that is known. */
  readonly lastAction: Day | null;
  /** The first day whose bar is provisional. */
  readonly provisionalFrom: Day | null;
  /** The first day that another source than the preferred one has filled. */
  readonly stopgapFrom: Day | null;
  /** The preferred source has never answered. */
  readonly isFallbackOnly: boolean;
  /** A probe found other closes than the stored ones. */
  readonly isMistrusted: boolean;
  /** When its stored closes were last held against the source's. */
  readonly auditedAt: Date | null;
}

/** The request for an instrument, without its name. */
export type PriceRequest = Pick<PriceParams, 'ask' | 'from' | 'to' | 'settledTo' | 'wholeFrom' | 'isWhole'> &
  Partial<Pick<PriceParams, 'last' | 'owedFrom' | 'canWait'>>;

interface PriceRequestOptions {
  readonly calendar: TradingCalendar;
  readonly now: Date;
  /** Where the series of a new instrument begins. */
  readonly newFrom: Day;
  /** The preferred source is open: days that a fallback has filled are requested from it. */
  readonly isPreferredOpen: boolean;
  /** The instrument's weekday, 0 to 6: once a week its provisional bars are made final, or its closes verified. */
  readonly place: number;
  /** The last session can be asked for as a whole day of its market, together with others. */
  readonly hasWholeDays: boolean;
  /** Requests the whole series, whatever is stored. */
  readonly force: boolean;
}

/** Stored days that are requested again, whatever is stored; days of the exchange, both included. */
interface RecheckedDays {
  readonly from: Day;
  readonly to: Day;
}

/** The bars of some days once more, as far as their sessions are over; null if none of them is. */
export function recheckOf(
  { firstDay }: Pick<StoredPrices, 'firstDay'>,
  { from, to }: RecheckedDays,
  { calendar, now, newFrom }: Pick<PriceRequestOptions, 'calendar' | 'now' | 'newFrom'>,
): PriceRequest | null {
  const [closed, settledTo] = [calendar.lastClosedSession(now).day, calendar.lastSettledSession(now).day];
  if (from > closed) return null;
  const wholeFrom = earliestDay(from, firstDay ?? newFrom);
  return { ask: 'bars', from, to: earliestDay(to, closed), settledTo, wholeFrom, isWhole: false };
}

/** A bar that stays provisional for so long is requested whatever weekday it is. */
const longestProvisionalDays = 7;
/** So many days are verified at once, a little more often than weekly, as not every week has a night for it. */
const auditedDays = 31;
const auditEveryMs = 6 * dayMs;

/**
 * The request that refreshes an instrument now; null if everything up to the last session is stored. A session that a
 * batched quote can bring is requested that way; once a week a chart makes quoted bars final.
 */
export function refreshOf(
  stored: StoredPrices,
  { calendar, now, newFrom, ...asking }: PriceRequestOptions,
): PriceRequest | null {
  const [to, settledTo] = [calendar.lastClosedSession(now).day, calendar.lastSettledSession(now).day];
  const { lastDay, firstDay, provisionalFrom, stopgapFrom, isMistrusted } = stored;
  const isNew = lastDay === null || (stored.isFallbackOnly && asking.isPreferredOpen);
  const wholeFrom = isNew ? earliestDay(newFrom, firstDay) : (firstDay ?? newFrom);
  const range = { to, settledTo, wholeFrom };
  if (isNew || isMistrusted || asking.force) return { ...range, ask: 'bars', from: wholeFrom, isWhole: true };

  const owed = calendar.tradingDaysBetween(addDays(lastDay, 1), to).length;
  const filledFrom = asking.isPreferredOpen ? stopgapFrom : null;
  const openFrom = earliestDay(provisionalFrom, filledFrom);
  const chartFrom = earliestDay(openFrom, owed > 0 ? addDays(lastDay, 1) : null);
  const isDay = dayNumber(dayAt(now, 'UTC')) % 7 === asking.place;
  if (chartFrom === null) {
    const isAudited = stored.auditedAt !== null && now.getTime() - stored.auditedAt.getTime() < auditEveryMs;
    if (!isDay || isAudited) return null;
    return { ...range, ask: 'closes', from: addDays(to, -auditedDays), isWhole: false };
  }
  // A longer chart costs no more: that of the week audits the bars of a month, as far back as the last action.
  const auditFrom = latestDay(addDays(to, -auditedDays), stored.lastAction && addDays(stored.lastAction, 1));
  const from = isDay && firstDay !== null ? earliestDay(chartFrom, latestDay(auditFrom, firstDay)) : chartFrom;
  const shared = asking.hasWholeDays ? { owedFrom: chartFrom } : {};
  const chart: PriceRequest = { ...range, ...shared, ask: 'bars', from: from ?? chartFrom, isWhole: false };
  const isDue = filledFrom !== null || (openFrom !== null && isChartDue(openFrom, to, isDay));
  // A quote covers only the latest session, which is the missing one until the next one opens.
  if (owed === 1 && calendar.sessionAt(now) === undefined && !isDue) {
    return { ...range, ...shared, ask: 'day', from: to, isWhole: false, last: stored.lastBar };
  }
  const isOpen = openFrom !== null && openFrom <= settledTo;
  if (owed > 0 || (isOpen && isDue)) return chart;
  return asking.hasWholeDays && isOpen ? { ...chart, canWait: true } : null;
}

/** Provisional bars are made final on the instrument's weekday, so that a seventh of all is requested each night. */
const isChartDue = (openFrom: Day, to: Day, isDay: boolean): boolean =>
  isDay || addDays(openFrom, longestProvisionalDays) <= to;

const dayNumber = (day: Day) => Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
