import { Day } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, step } from '../collector.ts';
import { krxDay } from '../krx-rows.ts';
import { listingFile, listingParams, readListing } from '../listing-step.ts';
import { type KoreanListing, parseBaseInfo } from './base-info.ts';
import { parseEtfs } from './etfs.ts';

/** The service of each market. One request names one day; ranges are ignored. */
const services = { kospi: 'stk', kosdaq: 'ksq', konex: 'knx' } as const satisfies Record<KoreanListing, string>;
const Market = z.enum(['kospi', 'kosdaq', 'konex']);

const baseInfo = step({
  ...listingFile,
  id: 'base-info',
  input: z.object({ listing: Market, day: Day }),
  title: ({ listing, day }) => `${listing} of ${day}`,
  request: ({ listing, day }) =>
    get(`https://data-dbg.krx.co.kr/svc/apis/sto/${services[listing]}_isu_base_info?basDd=${krxDay(day)}`),
  parse: (answer, { listing }) => readListing(listing, answer, (bytes) => parseBaseInfo(listing, bytes)),
});

const etfs = step({
  ...listingFile,
  id: 'etfs',
  input: z.object({ day: Day }),
  title: ({ day }) => `funds of ${day}`,
  request: ({ day }) => get(`https://data-dbg.krx.co.kr/svc/apis/etp/etf_bydd_trd?basDd=${krxDay(day)}`),
  parse: (answer) => readListing('krx-etfs', answer, parseEtfs),
});

/** Every share of KOSPI, KOSDAQ and KONEX, and every fund, as of a session that has been published. */
export const krxListings = defineCollector({
  id: 'krx-listings',
  dataset: 'listings',
  source: 'krx-openapi',
  params: listingParams,
  steps: [baseInfo, etfs],
  start: ({ params }) => {
    const day = Day.parse(params.day);
    return params.listing === 'krx-etfs' ? etfs({ day }) : baseInfo({ listing: Market.parse(params.listing), day });
  },
  serves: ({ listing, day }) => (Market.safeParse(listing).success || listing === 'krx-etfs') && day !== undefined,
});
