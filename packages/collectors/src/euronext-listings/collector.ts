import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, step } from '../collector.ts';
import { foundListing, listingParams } from '../listing-step.ts';
import { parseEuronext } from './download.ts';

const download = step({
  id: 'download',
  input: z.object({}),
  request: () => get('https://live.euronext.com/en/pd_es/data/stocks/download?mics=dm_all_stock'),
  parse: ({ body }) => foundListing(parseEuronext(body)),
});

/** The shares of all markets of Euronext, in one download. */
export const euronextListings = defineCollector({
  id: 'euronext-listings',
  dataset: 'listings',
  source: 'euronext-listings',
  params: listingParams,
  steps: [download],
  start: () => download({}),
  serves: ({ listing }) => listing === 'euronext',
});
