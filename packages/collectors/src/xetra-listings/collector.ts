import type { Listing } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, type Outcome, step } from '../collector.ts';
import { untrusted } from '../listing-file.ts';
import { listingFile, listingParams, readListing } from '../listing-step.ts';
import { parseXetra } from './tradable-instruments.ts';

const page = 'https://www.cashmarket.deutsche-boerse.com/cash-en/trading/Tradable-Instruments-Xetra';
/** Its address holds a hash that changes with the file: it is found and never composed. */
const fileUrl =
  /^https:\/\/(?:www\.cashmarket\.deutsche-boerse\.com|www\.xetra\.com)\/[\w/-]*\/t7-xetr-allTradableInstruments\.csv$/i;
const link = /\bhref\s*=\s*["']([^"']*\/t7-xetr-allTradableInstruments\.csv)["']/i;

const instrumentsPage = step({
  id: 'page',
  input: z.object({ downloads: z.boolean().optional() }),
  request: ({ downloads }) => get(downloads ? `${page}/Downloads` : page),
  parse: (answer, { downloads }): Outcome<Listing> => {
    // Its servers take turns: one links with the host, the other without.
    const href = link.exec(answer.text())?.[1] ?? '';
    const url = URL.canParse(href, answer.request.url) ? new URL(href, answer.request.url).href : '';
    if (href !== '' && fileUrl.test(url)) return found({ next: [file({ url })] });
    if (!downloads) return found({ next: [instrumentsPage({ downloads: true })] });
    throw untrusted('LISTING_STRUCTURE', 'xetra', 'is not linked from its page.');
  },
});

const file = step({
  ...listingFile,
  id: 'file',
  input: z.object({ url: z.string().regex(fileUrl) }),
  request: ({ url }) => get(url),
  parse: (answer) => readListing('xetra', answer, parseXetra),
});

/** Everything that is traded on Xetra: the page that links the file of the day, then the file. */
export const xetraListings = defineCollector({
  id: 'xetra-listings',
  dataset: 'listings',
  source: 'xetra-listings',
  params: listingParams,
  steps: [instrumentsPage, file],
  start: () => instrumentsPage({}),
  serves: ({ listing }) => listing === 'xetra',
});
