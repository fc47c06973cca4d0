import { Day, ListingId, lastPublishedInKorea, listingExchanges, micOf } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { sourceAvailability } from '@tickermill/store/sources';
import { universeCounts } from '@tickermill/store/universe';
import { z } from 'zod';
import { type Asked, defineDataset, type TargetsContext, type TargetsRun } from '../definition.ts';
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
  targets: async (db, run, context) => ofWholeMarket(await namedListings(db, run, context), run.request),
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

/** Each listing that a run names and that an enabled source serves, as a target of its own. */
async function namedListings(
  db: Database,
  { request }: TargetsRun,
  { isServed, now }: TargetsContext,
): Promise<Asked[]> {
  const { listing } = runParams.parse(request.params);
  const named = listing === undefined ? ListingId.options : [listing];
  const availability = await sourceAvailability(db);
  return named
    .map((each) => ({ target: each, params: { listing: each, ...dayOf(each, now) } }))
    .filter((asked) => isServed(asked, availability));
}

/** The lists of Korea are of a day, and its last one is published on the next morning. */
const dayOf = (listing: ListingId, now: Date): { day?: Day } =>
  listingExchanges[listing].some((mic) => micOf('', mic) === 'XKRX') ? { day: lastPublishedInKorea(now) } : {};
