import type { SourceId } from '@tickermill/core';
import type { SettingValues } from './settings.ts';

/** The settings of sources: the keys and the proxies. */
export const sourceSettings = [
  'SEC_EDGAR_EGRESS',
  'YAHOO_EGRESS',
  'ALPHA_VANTAGE_EGRESS',
  'STOOQ_EGRESS',
  'MASSIVE_EGRESS',
  'EODHD_EGRESS',
  'NASDAQ_LISTINGS_EGRESS',
  'EURONEXT_LISTINGS_EGRESS',
  'LSE_LISTINGS_EGRESS',
  'XETRA_LISTINGS_EGRESS',
  'KRX_OPENAPI_EGRESS',
  'KRX_WEB_EGRESS',
  'ALPHA_VANTAGE_KEY',
  'STOOQ_KEY',
  'MASSIVE_KEY',
  'EODHD_KEY',
  'KRX_KEY',
  'KRX_MEMBER',
  'KRX_LEAVE',
] as const;
type SourceSettings = SettingValues<(typeof sourceSettings)[number]>;

/** The proxies of each source. */
export function proxiesOf(settings: SourceSettings): Readonly<Record<SourceId, readonly string[]>> {
  return {
    'sec-edgar': settings.SEC_EDGAR_EGRESS ?? [],
    yahoo: settings.YAHOO_EGRESS ?? [],
    'alpha-vantage': settings.ALPHA_VANTAGE_EGRESS ?? [],
    stooq: settings.STOOQ_EGRESS ?? [],
    massive: settings.MASSIVE_EGRESS ?? [],
    eodhd: settings.EODHD_EGRESS ?? [],
    'nasdaq-listings': settings.NASDAQ_LISTINGS_EGRESS ?? [],
    'euronext-listings': settings.EURONEXT_LISTINGS_EGRESS ?? [],
    'lse-listings': settings.LSE_LISTINGS_EGRESS ?? [],
    'xetra-listings': settings.XETRA_LISTINGS_EGRESS ?? [],
    'krx-openapi': settings.KRX_OPENAPI_EGRESS ?? [],
    'krx-web': settings.KRX_WEB_EGRESS ?? [],
  };
}

/** The keys that are set, by source. */
export function keysOf(settings: SourceSettings): Readonly<Partial<Record<SourceId, string>>> {
  return {
    ...(settings.ALPHA_VANTAGE_KEY ? { 'alpha-vantage': settings.ALPHA_VANTAGE_KEY } : {}),
    ...(settings.STOOQ_KEY ? { stooq: settings.STOOQ_KEY } : {}),
    ...(settings.EODHD_KEY ? { eodhd: settings.EODHD_KEY } : {}),
    ...(settings.MASSIVE_KEY ? { massive: settings.MASSIVE_KEY } : {}),
    ...(settings.KRX_KEY ? { 'krx-openapi': settings.KRX_KEY } : {}),
    // Its terms forbid automated collection: an account alone does not permit it.
    ...(settings.KRX_MEMBER && settings.KRX_LEAVE === 'granted' ? { 'krx-web': settings.KRX_MEMBER } : {}),
  };
}
