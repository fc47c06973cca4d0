import { isPreferred, SourceId, type SourcePreference } from '@tickermill/core';
import { alphaVantage } from './alpha-vantage.ts';
import { eodhd } from './eodhd.ts';
import { euronextListings, lseListings, nasdaqListings, xetraListings } from './exchange-lists.ts';
import { krxOpenapi } from './krx-openapi.ts';
import { krxWeb } from './krx-web.ts';
import { massive } from './massive.ts';
import { secEdgar } from './sec-edgar.ts';
import type { Source } from './source.ts';
import { stooq } from './stooq.ts';
import { yahoo } from './yahoo.ts';

/** The source table. An upstream exists when it is listed here and in `SourceId`. */
export const sources: Readonly<Record<SourceId, Source>> = {
  'sec-edgar': secEdgar,
  yahoo,
  'alpha-vantage': alphaVantage,
  stooq,
  massive,
  eodhd,
  'nasdaq-listings': nasdaqListings,
  'euronext-listings': euronextListings,
  'lse-listings': lseListings,
  'xetra-listings': xetraListings,
  'krx-openapi': krxOpenapi,
  'krx-web': krxWeb,
};

/** The keys of sources that need one, by source. */
export type Keys = Readonly<Partial<Record<SourceId, string>>>;

/**
 * The enabled sources: all that need no key, and the others if there is a key, without those of prices that the
 * preference names nowhere.
 */
export function enabledSources(keys: Keys, preference: SourcePreference | null = null): SourceId[] {
  return SourceId.options.filter(
    (id) =>
      (sources[id].key === null || keys[id] !== undefined) && (preference === null || isPreferred(preference, id)),
  );
}
