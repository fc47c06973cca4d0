import { feedParams } from '@tickermill/collectors';
import { dayAt, edgarZone, filingDayAfter, instantOf, isFilingDay, lastFinalDay } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { marketReading } from '@tickermill/store/market';
import { z } from 'zod';
import { type Asked, defineDataset } from '../definition.ts';
import { asListed } from '../source-order.ts';
import { ofWholeMarket } from '../whole-market.ts';

/** A poll goes so far behind the one before: what was accepted just then may have shown up a moment later. */
const overlapMs = 2 * 60_000;

/** The feed of what EDGAR has just accepted, which names filings before an index does. */
export const ownershipFeed = defineDataset({
  id: 'ownership-feed',
  words: { title: 'current feed of EDGAR', target: 'poll', found: 'filing', created: 'filing' },
  async summary({ db }) {
    const { feed } = await marketReading(db);
    return { counts: [], first: feed?.from.toISOString() ?? null, latest: feed?.to.toISOString() ?? null };
  },
  target: 'market',
  params: feedParams,
  targets: async (db, { request }, { now }) => ofWholeMarket(await nextPoll(db, now), request),
  lookback: null,
  freshMs: null,
  hasNews: null,
  marketLists: null,
  maxRequests: () => 1,
  sources: asListed,
  asFallback: null,
  sharedDays: null,
  backfill: null,
  onTrack: null,
  onFirstTrack: null,
  scheduleParams: z.strictObject({}),
  documents: null,
  // A run names filings for other runs only once: if they were dropped with it, no run would request them again that
  // day.
  supersedes: false,
});

/** A poll that reaches back to the one before, but not into days that are final: those are the index's. None while EDGAR is closed. */
async function nextPoll(db: Database, now: Date): Promise<Asked[]> {
  if (!isFilingDay(dayAt(now, edgarZone))) return [];
  const { feed } = await marketReading(db);
  const begin = instantOf(`${filingDayAfter(lastFinalDay(now))}T00:00:00`, edgarZone);
  const reach = new Date(Math.max(begin.getTime(), feed ? feed.to.getTime() - overlapMs : 0)).toISOString();
  const at = now.toISOString();
  return [{ target: at, params: { at, reach } }];
}
