import { addDays, Day, dayAt, Mic, marketOf, tradingCalendar } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { sourceAvailability } from '@tickermill/store/sources';
import { staleExchanges } from '@tickermill/store/universe';
import { z } from 'zod';
import {
  asksBySchedule,
  type Candidate,
  type Candidates,
  type TargetsContext,
  type TargetsRun,
} from '../definition.ts';
import { instrumentFacts, toTarget } from '../instruments.ts';
import { recheckOf, refreshOf } from './price-requests.ts';
import { preferredSource } from './price-sources.ts';
import { storedOf } from './stored-of.ts';

/**
 * The parameters of a run: one exchange only, how many years the series of a new instrument goes back, and days that are
 * requested again, whatever is stored of them.
 */
const runParams = z.object({
  mic: Mic.optional(),
  years: z.number().positive().default(2),
  from: Day.optional(),
  to: Day.optional(),
});

/** The number of whole series that a run requests at most, unless a person named them; the others follow the next night. */
const maxWhole = 500;

/**
 * The instruments of a run of prices and the missing data of each. By schedule these are the active ones: those whose
 * ticks have arrived, and any with a transaction of the last 30 days that is not tracked.
 */
export async function owedPrices(
  db: Database,
  { trigger, request, groupKey }: TargetsRun,
  { now, isServed, isMarketServed, isDayOffered }: TargetsContext,
): Promise<Candidates> {
  const { tickers, force } = request;
  const { mic, years, from, to } = runParams.parse(request.params);
  const rechecked = from === undefined || to === undefined ? null : { from, to };
  // A slot of all that have no schedule of their own: what is active without being tracked belongs to it.
  const withOthers = tickers === null || groupKey === 'daily-prices';
  const { facts, skipped } = await instrumentFacts(db, { tickers, withOthers }, now);
  const availability = await sourceAvailability(db);
  const isScheduled = asksBySchedule.includes(trigger);
  const stale = isScheduled ? await staleExchanges(db, now) : new Set<string>();
  let wholes = 0;
  const known = new Map<Mic, { isKept: boolean; isOffered: boolean }>();
  const wholeDaysAt = (mic: Mic) => {
    const market = marketOf(mic);
    const wholeDays = known.get(mic) ?? {
      isKept: market !== null && isMarketServed(market, availability),
      isOffered: market !== null && isDayOffered(market, tradingCalendar(mic).lastClosedSession(now).day, availability),
    };
    known.set(mic, wholeDays);
    return wholeDays;
  };
  const targets: Candidate[] = [];
  for (const each of facts.filter((one) => mic === undefined || one.mic === mic)) {
    const about = { symbol: each.symbol, mic: each.mic, currency: each.currency, isGap: false };
    const source = preferredSource(each, availability);
    const options = { calendar: tradingCalendar(each.mic), now, newFrom: yearsBefore(dayAt(now, 'UTC'), years) };
    const { isKept, isOffered } = wholeDaysAt(each.mic);
    const stored = storedOf(each, { keepsMarketDays: isKept });
    const refresh = {
      ...options,
      hasWholeDays: isOffered,
      isPreferredOpen: source !== null && availability.open.has(source),
      place: Number(each.instrumentId % 7n),
      force,
    };
    const asked = rechecked ? recheckOf(stored, rechecked, options) : refreshOf(stored, refresh);
    const target = { ...toTarget(each), params: { ...about, ...asked } };
    if (stale.has(each.exchange ?? each.mic)) skipped.push({ ...target, reason: 'stale-universe' });
    else if (asked === null) skipped.push({ ...target, reason: 'fresh' });
    else if (!isServed(target, availability)) skipped.push({ ...target, reason: 'no-source' });
    else if (asked.isWhole && (isScheduled || trigger === 'tracked') && ++wholes > maxWhole) {
      skipped.push({ ...target, reason: 'limit' });
    } else targets.push({ ...target, force });
  }
  return { targets, skipped };
}

const yearsBefore = (day: Day, years: number): Day => addDays(day, -Math.round(years * 365.25));
