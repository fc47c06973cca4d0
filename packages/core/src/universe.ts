// The words for the life of an instrument and the readings of listings, for the store, the API and its clients.

import { z } from 'zod';
import type { ListingId } from './listings.ts';

/** The MICs by which the exchanges of a listing are known before it was first read. */
export const listingExchanges: Readonly<Record<ListingId, readonly string[]>> = {
  nasdaq: ['XNAS'],
  other: ['XNYS', 'XASE', 'ARCX', 'BATS'],
  euronext: ['XPAR', 'XAMS', 'XBRU'],
  'euronext-etfs': ['ETFP', 'XPAR', 'XAMS'],
  lse: ['XLON'],
  xetra: ['XETR'],
  kospi: ['XKRX'],
  kosdaq: ['XKOS'],
  konex: ['XKON'],
  'krx-etfs': ['XKRX'],
};

/** How the reading of a listing went, for one exchange. The first two are successful. */
export const ListingStatus = z
  .enum(['done', 'unchanged', 'shrunk', 'structure_error', 'failed'])
  .describe(
    'Read and stored; read and the same as before; over a tenth shorter than before, so that nothing is stored until an operator confirms it; of another shape than is known; not read.',
  );
export type ListingStatus = z.infer<typeof ListingStatus>;

/** What is known of whether an instrument is listed. */
export const InstrumentStatus = z
  .enum(['active', 'delisted', 'archived', 'exported'])
  .describe(
    'Listed, or not known to be delisted; no longer listed; no longer listed for 24 months; what lists said of it was exported and removed.',
  );
export type InstrumentStatus = z.infer<typeof InstrumentStatus>;

/** What happened to an instrument, or may have happened to it (`…-proposed`). */
export const InstrumentEventKind = z
  .enum([
    'listed',
    'renamed',
    'moved',
    'symbol-passed',
    'relisted',
    'delisted',
    'archived',
    'exported',
    'merged',
    'revived',
    'rename-proposed',
    'relisting-proposed',
  ])
  .describe(
    'Listed for the first time; under another symbol; at another exchange; its symbol went to another instrument; listed again; no longer listed; for 24 months; exported, and what lists said of it removed; found to be another instrument, which goes on; asked for again although it was given up; possibly another one under a new symbol, or listed again: to be confirmed.',
  );
export type InstrumentEventKind = z.infer<typeof InstrumentEventKind>;
