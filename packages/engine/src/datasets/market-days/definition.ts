import { marketDayParams } from '@tickermill/collectors';
import { addDays, Day, MarketId, marketDayTarget, markets, tradingCalendar } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { storedMarketDays } from '@tickermill/store/prices';
import { sourceAvailability } from '@tickermill/store/sources';
import { z } from 'zod';
import { type Asked, type Candidates, defineDataset, type TargetsContext, type TargetsRun } from '../definition.ts';
import { asListed } from '../source-order.ts';
import { ofWholeMarket } from '../whole-market.ts';

/** What a run can be given: one market, some days of it; else the last published session of each market. */
const runParams = z.object({
  market: MarketId.optional(),
  from: Day.optional(),
  to: Day.optional(),
  beginsSeries: z.boolean().default(false),
});

/** So many sessions of a market are one target: each is a request, and the session before them is asked for once. */
const sessionsOfTarget = 20;
/** A published session is at most so many days old, whatever the holidays. */
const longestClosedDays = 14;

/** Whole days of markets: the bars of all their instruments in one answer. */
export const marketDays = defineDataset({
  id: 'market-days',
  words: { title: 'whole days of markets', target: 'market day', found: 'bar', created: 'bar' },
  async summary({ sql }) {
    const { days, first, latest } = await storedMarketDays(sql);
    return { counts: [{ name: 'days', noun: 'day', count: days }], first, latest };
  },
  target: 'market-day',
  params: marketDayParams,
  targets: namedDays,
  lookback: null,
  freshMs: null,
  hasNews: null,
  marketLists: null,
  maxRequests: ({ days }) => Math.max(1, days.length) + 3,
  sources: asListed,
  asFallback: null,
  sharedDays: null,
  backfill: null,
  onTrack: null,
  onFirstTrack: null,
  scheduleParams: z.strictObject({}),
  documents: null,
  supersedes: true,
});

/** The sessions that a run names, of the markets that an enabled source serves. */
async function namedDays(
  db: Database,
  { request }: TargetsRun,
  { now, isServed, isDayOffered }: TargetsContext,
): Promise<Candidates> {
  const { market, from, to, beginsSeries } = runParams.parse(request.params);
  const availability = await sourceAvailability(db);
  const asked = (market === undefined ? MarketId.options : [market]).flatMap((each): Asked[] => {
    const calendar = tradingCalendar(markets[each].calendar);
    const settled = calendar.lastSettledSession(now).day;
    const last = to === undefined || to > settled ? settled : to;
    const isServedMarket = isServed(targetOf(each, [last], { beginsSeries, settled }), availability);
    if (!isServedMarket && market === undefined) return [];
    const days =
      from === undefined
        ? calendar
            .tradingDaysBetween(addDays(last, -longestClosedDays), last)
            .filter((day) => to !== undefined || isDayOffered(each, day, availability))
            .slice(-1)
        : calendar.tradingDaysBetween(from, last);
    return inParts(days).map((part) => targetOf(each, part, { beginsSeries, settled }));
  });
  const served = asked.filter((each) => isServed(each, availability));
  const skipped = asked.filter((each) => !served.includes(each));
  return {
    ...ofWholeMarket(served, request),
    skipped: skipped.map((each) => ({ ...each, tickers: [], reason: 'no-source' })),
  };
}

function targetOf(
  market: MarketId,
  days: readonly Day[],
  { beginsSeries, settled }: { readonly beginsSeries: boolean; readonly settled: Day },
): Asked {
  const day = days.at(-1) as Day;
  const params = { market, day, days, beginsSeries, ...(day === settled ? {} : { isLatest: false }) };
  return { target: marketDayTarget(market, day), params };
}

function inParts(days: readonly Day[]): Day[][] {
  const parts = Math.ceil(days.length / sessionsOfTarget);
  return Array.from({ length: parts }, (_, part) => days.slice(part * sessionsOfTarget, (part + 1) * sessionsOfTarget));
}
