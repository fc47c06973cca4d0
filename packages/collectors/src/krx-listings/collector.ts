import { Day } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, step } from '../collector.ts';
import { listingFile, listingParams, readListing } from '../listing-step.ts';
import { type KoreanListing, parseBaseInfo } from './base-info.ts';

/** The service of each market. One request names one day; ranges are ignored. */
const services = { kospi: 'stk', kosdaq: 'ksq', konex: 'knx' } as const satisfies Record<KoreanListing, string>;
const Listing = z.enum(['kospi', 'kosdaq', 'konex']);

const baseInfo = step({
  ...listingFile,
  id: 'base-info',
  input: z.object({ listing: Listing, day: Day }),
  title: ({ listing, day }) => `${listing} of ${day}`,
  request: ({ listing, day }) =>
    get(`https://data-dbg.krx.co.kr/svc/apis/sto/${services[listing]}_isu_base_info?basDd=${day.replaceAll('-', '')}`),
  parse: (answer, { listing }) => readListing(listing, answer, (bytes) => parseBaseInfo(listing, bytes)),
});

/** Every share of KOSPI, KOSDAQ and KONEX, as of a session that has been published. */
export const krxListings = defineCollector({
  id: 'krx-listings',
  dataset: 'listings',
  source: 'krx-openapi',
  params: listingParams,
  steps: [baseInfo],
  start: ({ params }) => baseInfo({ listing: Listing.parse(params.listing), day: Day.parse(params.day) }),
  serves: ({ listing, day }) => Listing.safeParse(listing).success && day !== undefined,
});
