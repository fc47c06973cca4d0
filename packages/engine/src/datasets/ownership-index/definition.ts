import { indexParams } from '@tickermill/collectors';
import { addDays, dayAt, edgarZone, filingDaysAfter, lastFinalDay } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { indexesReadAfter, marketReading, wholeDaysAfter } from '@tickermill/store/market';
import { z } from 'zod';
import { type Asked, defineDataset } from '../definition.ts';
import { daysBack } from '../schedule-params.ts';
import { asListed } from '../source-order.ts';
import { ofWholeMarket } from '../whole-market.ts';

/** What a schedule can be given: where the first run of all begins. */
const scheduleParams = z.strictObject({ daysBack: daysBack.optional() });
const runParams = z.object({ daysBack: daysBack.default(30) });

/** The daily indexes of EDGAR, which name the ownership filings of the whole market. */
export const ownershipIndex = defineDataset({
  id: 'ownership-index',
  words: { title: 'daily indexes of EDGAR', target: 'day', found: 'filing', created: 'filing' },
  async summary({ db }) {
    return { counts: [], first: null, latest: (await marketReading(db)).watermark };
  },
  target: 'market',
  params: indexParams,
  targets: async (db, { request }, { now }) =>
    ofWholeMarket(await unreadDays(db, runParams.parse(request.params), now), request),
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
  onFirstTrack: {},
  scheduleParams,
  documents: null,
  // A run names filings for other runs only once: if they were dropped with it, no run would request them again that
  // day.
  supersedes: false,
});

/** Each final day since the watermark whose index is not read: a missing one is requested until it exists. */
async function unreadDays(db: Database, run: z.output<typeof runParams>, now: Date): Promise<Asked[]> {
  const { watermark } = await marketReading(db);
  const after = watermark ?? addDays(dayAt(now, edgarZone), -run.daysBack);
  const read = await indexesReadAfter(db, after);
  const whole = [...(await wholeDaysAfter(db, after))];
  return filingDaysAfter(after, lastFinalDay(now))
    .filter((day) => !read.has(day))
    .map((day) => ({ target: day, params: { day, after, laterRead: whole.filter((later) => later > day).length } }));
}
