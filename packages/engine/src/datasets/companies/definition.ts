import { companiesListing, listedInstruments } from '@tickermill/store/universe';
import { z } from 'zod';
import { defineDataset } from '../definition.ts';
import { asListed } from '../source-order.ts';
import { ofWholeMarket } from '../whole-market.ts';

/** The companies that are listed, with their symbols. */
export const companies = defineDataset({
  id: 'companies',
  words: { title: 'companies', target: 'list', found: 'company', created: 'company' },
  async summary({ db }) {
    const { readAt } = await companiesListing(db);
    const counts = [{ name: 'instruments', noun: 'instrument', count: await listedInstruments(db) }];
    return { counts, first: null, latest: readAt?.toISOString() ?? null };
  },
  target: 'market',
  params: z.object({}),
  targets: async (_db, { request }) => ofWholeMarket([{ target: '*', params: {} }], request),
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
  supersedes: true,
});
