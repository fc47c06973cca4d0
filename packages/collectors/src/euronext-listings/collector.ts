import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, step } from '../collector.ts';
import { listingFile, listingParams, readListing } from '../listing-step.ts';
import { parseEuronext, parseEuronextEtfs } from './download.ts';

const site = 'https://live.euronext.com/en';
/** The markets that the directory's own page names in its request: without them it answers some only. */
const markets = [
  ...['ALXA', 'ALXB', 'ALXL', 'ALXP', 'ATFX', 'BGEM', 'ENXB', 'ENXL', 'ETFP', 'ETLX', 'EXGM', 'MERK', 'MIVX', 'MLXB'],
  ...['MOTX', 'MTAA', 'MTAH', 'MTCH', 'SEDX', 'TNLA', 'TNLB', 'VPXB', 'WOMF', 'XACD', 'XAMC', 'XAMS', 'XATL', 'XBRU'],
  ...['XDUB', 'XESM', 'XLDN', 'XLIS', 'XMLI', 'XMOT', 'XMSM', 'XOAM', 'XOAS', 'XOBD', 'XOSL', 'XPAR', 'XPMC'],
];

const download = step({
  ...listingFile,
  id: 'download',
  input: z.object({}),
  request: () => get(`${site}/pd_es/data/stocks/download?mics=dm_all_stock`),
  parse: (answer) => readListing('euronext', answer, parseEuronext),
});

const etfs = step({
  ...listingFile,
  id: 'etfs',
  input: z.object({}),
  request: () => get(`${site}/product_directory/data/etf-all-markets/download?mics=${markets.join(',')}`),
  parse: (answer) => readListing('euronext-etfs', answer, parseEuronextEtfs),
});

/** All markets of Euronext, in two downloads: their shares, and their exchange-traded products. */
export const euronextListings = defineCollector({
  id: 'euronext-listings',
  dataset: 'listings',
  source: 'euronext-listings',
  params: listingParams,
  steps: [download, etfs],
  start: ({ params }) => (params.listing === 'euronext' ? download({}) : etfs({})),
  serves: ({ listing }) => listing === 'euronext' || listing === 'euronext-etfs',
});
