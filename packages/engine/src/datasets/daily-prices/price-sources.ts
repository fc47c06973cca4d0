import { preferredSources, type SourceId } from '@tickermill/core';
import type { SourceAvailability } from '@tickermill/store/sources';
import { sourcesOfCollectors } from '../source-order.ts';

interface Listing {
  readonly symbol: string;
  readonly mic: string | null;
}

/** The sources of an instrument's prices, the preferred one first (`PRICE_SOURCES`); as listed where nothing is preferred. */
export const priceSources = (
  chain: readonly SourceId[],
  { symbol, mic }: Listing,
  { preference }: Pick<SourceAvailability, 'preference'>,
): readonly SourceId[] => (preference ? preferredSources(preference, { symbol, mic: mic ?? '' }) : chain);

/** The source that an instrument's prices are normally requested from; null if none is enabled. */
export const preferredSource = (listing: Listing, availability: SourceAvailability): SourceId | null =>
  priceSources(sourcesOfCollectors('daily-prices'), listing, availability).find((source) =>
    availability.enabled.has(source),
  ) ?? null;
