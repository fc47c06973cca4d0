import { Day, FileValidators, type Listing, ListingId, type UnchangedListing } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import { type Found, found } from './collector.ts';

/** What every list of an exchange is asked with: which one it is, and the day that it is to be of, where one is asked for. */
export const listingParams = z.object({ listing: ListingId, day: Day.optional() });

/** Raised when a parser reads lists differently: files that are held are then read again. */
const parserVersion = 1;

/** What the steps that request the file of a list have in common: it is not answered again while it is the same. */
export const listingFile = { isConditional: true, parserVersion } as const;

/** What the answer of a file means: a list, or that it is the one that was read last. */
export function readListing(
  listing: ListingId,
  answer: Answer,
  parse: (bytes: Buffer) => Listing,
): Found<Listing | UnchangedListing> {
  if (answer.status === 304) return found({ records: [{ listing, isUnchanged: true }] });
  const read = parse(answer.body);
  const validators = validatorsOf(answer);
  return found({
    records: [validators === null ? read : { ...read, validators }],
    found: read.instruments.length,
  });
}

function validatorsOf({ request: { url }, headers }: Answer): FileValidators | null {
  const [etag, lastModified] = [headers['etag'] ?? null, headers['last-modified'] ?? null];
  if (etag === null && lastModified === null) return null;
  return FileValidators.safeParse({ url, etag, lastModified, parserVersion }).data ?? null;
}
