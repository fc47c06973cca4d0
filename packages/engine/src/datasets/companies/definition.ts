import { z } from 'zod';
import { defineDataset } from '../definition.ts';
import { asListed } from '../source-order.ts';
import { ofWholeMarket } from '../whole-market.ts';

/** The companies that are listed, with their symbols. */
export const companies = defineDataset({
  id: 'companies',
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
  backfill: null,
  onTrack: null,
  scheduleParams: z.strictObject({}),
  documents: null,
  supersedes: true,
});
