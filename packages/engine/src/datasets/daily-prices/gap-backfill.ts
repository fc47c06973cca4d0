import type { PriceParams } from '@tickermill/collectors';
import { Day, type Mic, micOf, tradingCalendar } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import type { SkippedTarget } from '@tickermill/store/ledger';
import { type CoverageGap, coverageGaps, gapsWithin, priceHorizon } from '@tickermill/store/prices';
import { z } from 'zod';
import type { Backfill, GapPage, Params, WantedDays } from '../definition.ts';
import { toTarget } from '../instruments.ts';
import { gapRequests } from './gap-requests.ts';

/** Instruments of a page: a transaction of a few hundred milliseconds. */
const pageSize = 500;
const dataset = 'daily-prices';

/** How missing days of prices are found and requested: an instrument is a target, each of its gaps a request. */
export const gapBackfill: Backfill<PriceParams> = {
  page: gapPage,
  asksForGaps: ({ isGap, isWhole }) => isGap && !isWhole,
  async requests(db, targets, now) {
    const wanted = targets.map(({ target, params: { from, to } }) => ({ instrumentId: BigInt(target), from, to }));
    const gaps = await gapsWithin(db, dataset, wanted);
    return new Map(gaps.map((each) => [String(each.instrumentId), requestsFor(each, now)]));
  },
  ofRequest: (params, input) => ({ ...params, ...ownDays.parse(input) }),
  makeRowCount: countSessions,
};

/** The part of an instrument's parameters that differs between its requests; a batch has none. */
const ownDays = z
  .object({ from: Day, to: Day, settledTo: Day, wholeFrom: Day, isWhole: z.boolean(), isGap: z.boolean() })
  .partial();

/** The gaps of a page of instruments. What is older than prices are kept is never wanted. */
async function gapPage(
  db: Database,
  { instrumentIds, from, to }: WantedDays,
  { after, now }: { readonly after: bigint; readonly now: Date },
): Promise<GapPage> {
  const which = instrumentIds === null ? {} : { instrumentIds };
  const horizon = await priceHorizon(db, now);
  const wanted = { from: horizon !== null && horizon > from ? horizon : from, to };
  if (wanted.from > to) return { targets: [], skipped: [], next: null };
  const page = await coverageGaps(db, { dataset, wanted, after, limit: pageSize, ...which });
  return {
    targets: page.flatMap((gap) => targetFor(gap, now) ?? []),
    skipped: page
      .filter(({ symbol, mic }) => micOf(symbol, mic) === null)
      .map((gap): SkippedTarget => ({ ...toTarget(gap), params: {}, reason: 'unknown-exchange' })),
    next: page.length < pageSize ? null : (page.at(-1)?.instrumentId ?? null),
  };
}

/** An instrument with gaps: its target covers the stretch that contains them all. */
function targetFor(gap: CoverageGap, now: Date): GapPage['targets'][number] | null {
  const requests = requestsFor(gap, now);
  const [latest, earliest] = [requests[0], requests.at(-1)];
  if (!latest || !earliest) return null;
  const params = { ...latest, from: earliest.from, wholeFrom: earliest.wholeFrom, isGap: true };
  return { ...toTarget(gap), params, force: false, requests };
}

/** The requests for the gaps of an instrument; none if its exchange has no calendar. */
function requestsFor(gaps: CoverageGap, now: Date) {
  const { symbol, currency } = gaps;
  const mic = micOf(symbol, gaps.mic);
  if (mic === null) return [];
  const requests = gapRequests(gaps, { calendar: tradingCalendar(mic), now });
  return requests.map((request) => ({ symbol, mic, currency, ...request }) satisfies Params);
}

/** Counts the sessions of stretches; most instruments miss the same ones. */
function countSessions(): (params: PriceParams) => number {
  const known = new Map<string, number>();
  return ({ symbol, mic, from, to }) => {
    const exchange = micOf(symbol, mic);
    if (exchange === null) return 0;
    const key = `${exchange} ${from} ${to}`;
    const count = known.get(key) ?? sessionsOf(exchange, from, to);
    known.set(key, count);
    return count;
  };
}

const sessionsOf = (mic: Mic, from: Day, to: Day): number => tradingCalendar(mic).tradingDaysBetween(from, to).length;
