import { z } from 'zod';
import { defineCollector, step } from '../collector.ts';
import { parseEtfs } from '../krx-listings/etfs.ts';
import { krxPage } from '../krx-rows.ts';
import { listingFile, listingParams, readListing } from '../listing-step.ts';

const master = step({
  ...listingFile,
  id: 'master',
  input: z.object({}),
  request: () => krxPage('MDCSTAT04601', {}),
  parse: (answer) => readListing('krx-etfs', answer, parseEtfs),
});

/** The master of Korean funds, with their ISINs: the market-data service alone has it. */
export const krxEtfMaster = defineCollector({
  id: 'krx-etf-master',
  dataset: 'listings',
  source: 'krx-web',
  params: listingParams,
  steps: [master],
  start: () => master({}),
  serves: ({ listing }) => listing === 'krx-etfs',
});
