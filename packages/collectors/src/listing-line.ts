import type { ListedInstrument, Listing, ListingId } from '@tickermill/core';
import { parseEuronext, parseEuronextEtfs } from './euronext-listings/download.ts';
import { parseBaseInfo } from './krx-listings/base-info.ts';
import { parseEtfs } from './krx-listings/etfs.ts';
import { parseLse } from './lse-listings/instrument-list.ts';
import { parseNasdaqListed, parseOtherListed } from './nasdaq-listings/directory.ts';
import { parseXetra } from './xetra-listings/tradable-instruments.ts';

/** How the file of each listing is read. */
const parsers: Readonly<Record<ListingId, (bytes: Buffer) => Listing>> = {
  nasdaq: parseNasdaqListed,
  other: parseOtherListed,
  euronext: parseEuronext,
  'euronext-etfs': parseEuronextEtfs,
  lse: parseLse,
  xetra: parseXetra,
  kospi: (bytes) => parseBaseInfo('kospi', bytes),
  kosdaq: (bytes) => parseBaseInfo('kosdaq', bytes),
  konex: (bytes) => parseBaseInfo('konex', bytes),
  'krx-etfs': parseEtfs,
};

/**
 * Reads the file of a listing, as its exchange publishes it.
 * @throws {PipelineError} `LISTING_STRUCTURE`, `LISTING_CUT_OFF` or `LISTING_CONTRADICTORY`: nothing of it may be used.
 */
export const parseListing = (listing: ListingId, bytes: Buffer): Listing => parsers[listing](bytes);

/** What `tickermill parse listing` prints of an instrument, as one line of JSON. */
export const toListingLine = ({
  symbol,
  exchangeSymbol,
  name,
  mic,
  kind,
  currency,
  isin,
  statusFlags,
}: ListedInstrument) => ({
  symbol,
  exchange_symbol: exchangeSymbol,
  name,
  mic,
  kind,
  currency,
  isin,
  status_flags: statusFlags,
});

/** What the last line says of one file. */
const toFileLine = (file: string, { listing, asOf, contentSha256, instruments, refused }: Listing) => ({
  file,
  listing,
  as_of: asOf,
  sha256: contentSha256,
  instruments: instruments.length,
  refused,
});

/** The last line that it prints: how many instruments of each MIC and kind the files list together, and each file. */
export function toListingCounts(read: readonly { readonly file: string; readonly listing: Listing }[]) {
  const counts: Record<string, Record<string, number>> = {};
  let total = 0;
  for (const { mic, kind } of read.flatMap(({ listing }) => listing.instruments)) {
    counts[mic] ??= {};
    counts[mic][kind] = (counts[mic][kind] ?? 0) + 1;
    total += 1;
  }
  return { counts, total, files: read.map(({ file, listing }) => toFileLine(file, listing)) };
}
