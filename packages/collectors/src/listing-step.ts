import { type Listing, ListingId } from '@tickermill/core';
import { z } from 'zod';
import { type Found, found } from './collector.ts';

/** What every list of an exchange is asked with: which one it is. */
export const listingParams = z.object({ listing: ListingId });

/** A list that was read: one record, and as many found as it lists. */
export const foundListing = (listing: Listing): Found<Listing> =>
  found({ records: [listing], found: listing.instruments.length });
