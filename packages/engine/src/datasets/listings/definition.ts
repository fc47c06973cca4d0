import { Day, ListingId, lastPublishedInKorea, listingExchanges, micOf } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { sourceAvailability } from '@tickermill/store/sources';
import { universeCounts } from '@tickermill/store/universe';
import { z } from 'zod';
import { type Asked, type Candidates, defineDataset, type TargetsContext, type TargetsRun } from '../definition.ts';
import { asListed } from '../source-order.ts';
import { ofWholeMarket } from '../whole-market.ts';

/** What a run can be given: one listing; else all are read. */
const runParams = z.object({ listing: ListingId.optional() });

/** The lists of exchanges: what is listed where. */
export const listings = defineDataset({
  id: 'listings',
  words: { title: 'listings of exchanges', target: 'listing', found: 'instrument', created: 'instrument' },
  async summary({ db }) {
    const { exchanges, listed, readAt } = await universeCounts(db);
    const counts = [
      { name: 'exchanges', noun: 'exchange', count: exchanges },
      { name: 'instruments', noun: 'instrument', count: listed },
    ];
    return { counts, first: null, latest: readAt?.toISOString() ?? null };
  },
  target: 'market',
  params: z.object({ listing: ListingId, day: Day.optional() }),
  targets: namedListings,
  lookback: null,
  freshMs: null,
  hasNews: null,
  marketLists: null,
  // A page that links the file, or the search for its newest number, comes before it.
  maxRequests: () => 3,
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

/** Each listing that an enabled source serves, as a target of its own. One that a run names and none serves is skipped. */
async function namedListings(
  db: Database,
  { request }: TargetsRun,
  { isServed, now }: TargetsContext,
): Promise<Candidates> {
  const { listing } = runParams.parse(request.params);
  const named = listing === undefined ? ListingId.options : [listing];
  const availability = await sourceAvailability(db);
  const asked = named.map((each): Asked => ({ target: each, params: { listing: each, ...dayOf(each, now) } }));
  const { targets } = ofWholeMarket(asked, request);
  const unserved = targets.filter((each) => !isServed(each, availability));
  return {
    targets: targets.filter((each) => !unserved.includes(each)),
    skipped: listing === undefined ? [] : unserved.map((each) => ({ ...each, reason: 'no-source' })),
  };
}

/** The lists of Korea are of a day, and its last one is published on the next morning. */
const dayOf = (listing: ListingId, now: Date): { day?: Day } =>
  listingExchanges[listing].some((mic) => micOf('', mic) === 'XKRX') ? { day: lastPublishedInKorea(now) } : {};
