import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, step } from '../collector.ts';
import { listingFile, listingParams, readListing } from '../listing-step.ts';
import { parseNasdaqListed, parseOtherListed } from './directory.ts';

const directory = 'https://www.nasdaqtrader.com/dynamic/SymDir';

const nasdaqListed = step({
  ...listingFile,
  id: 'nasdaqlisted',
  input: z.object({}),
  request: () => get(`${directory}/nasdaqlisted.txt`),
  parse: (answer) => readListing('nasdaq', answer, parseNasdaqListed),
});

const otherListed = step({
  ...listingFile,
  id: 'otherlisted',
  input: z.object({}),
  request: () => get(`${directory}/otherlisted.txt`),
  parse: (answer) => readListing('other', answer, parseOtherListed),
});

/** Everything that is listed in the United States, in two directories. */
export const nasdaqListings = defineCollector({
  id: 'nasdaq-listings',
  dataset: 'listings',
  source: 'nasdaq-listings',
  params: listingParams,
  steps: [nasdaqListed, otherListed],
  start: ({ params }) => (params.listing === 'nasdaq' ? nasdaqListed({}) : otherListed({})),
  serves: ({ listing }) => listing === 'nasdaq' || listing === 'other',
});
