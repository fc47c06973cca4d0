import type { Listing } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, type Outcome, step } from '../collector.ts';
import { untrusted } from '../listing-file.ts';
import { listingFile, listingParams, readListing } from '../listing-step.ts';
import { parseLse } from './instrument-list.ts';

/** The address of a workbook: its number rises with gaps, so that it is found and never composed. */
const workbookUrl =
  /^https:\/\/docs\.londonstockexchange\.com\/sites\/default\/files\/reports\/Instrument%20list_(\d+)\.xlsx$/i;

const Found = z.object({
  components: z.array(z.object({ type: z.string(), content: z.array(z.unknown()).optional() })),
});
const Documents = z.object({
  value: z.object({ pagesdocuments: z.array(z.object({ url: z.string() })) }),
});

// Encoded twice, as the site's own pages do: with one level less it answers other documents, and no error.
const parameters = encodeURIComponent(encodeURIComponent('q=Instrument list&tab=documents&size=50&page=0'));

const search = step({
  id: 'search',
  input: z.object({}),
  request: () => get(`https://api.londonstockexchange.com/api/v1/pages?path=search&parameters=${parameters}`),
  parse: (answer): Outcome<Listing> => {
    const numbered = answer
      .json(Found)
      .components.flatMap(({ content = [] }) => content)
      .flatMap((each) => Documents.safeParse(each).data?.value.pagesdocuments ?? [])
      .map(({ url }) => url.replaceAll(' ', '%20'))
      .flatMap((url) => {
        const number = workbookUrl.exec(url)?.[1];
        return number === undefined ? [] : [{ url, number: Number(number) }];
      });
    const [latest] = numbered.sort((a, b) => b.number - a.number);
    if (!latest) throw untrusted('LISTING_STRUCTURE', 'lse', 'is not among what the search of its site finds.');
    return found({ next: [workbook({ url: latest.url })] });
  },
});

const workbook = step({
  ...listingFile,
  id: 'workbook',
  input: z.object({ url: z.string().regex(workbookUrl) }),
  title: ({ url }) => `list ${workbookUrl.exec(url)?.[1]}`,
  request: ({ url }) => get(url),
  parse: (answer) => readListing('lse', answer, parseLse),
});

/** Everything that trades in London: its site is searched for the newest workbook, which is then read. */
export const lseListings = defineCollector({
  id: 'lse-listings',
  dataset: 'listings',
  source: 'lse-listings',
  params: listingParams,
  steps: [search, workbook],
  start: () => search({}),
  serves: ({ listing }) => listing === 'lse',
});
