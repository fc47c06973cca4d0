// The settings of sources: who asks, by which way, with which keys.

import { SourcePreference } from '@tickermill/core';
import { z } from 'zod';
import { setting, text } from './setting.ts';

const preference = z
  .string()
  .refine((order) => SourcePreference.safeParse(order).success, { error: 'Not an order of sources' });
/** Its error omits the value. Not digits alone: the key is masked in answers, which are full of numbers. */
const key = z.string().regex(/^(?=.*[A-Za-z])[\w-]{8,128}$/, { error: 'Not a key of 8 or more letters and digits' });
/** Its error omits the value, because a proxy's address may hold a password. */
const proxies = z
  .string()
  .transform((list) => list.split(',').map((address) => address.trim()))
  .refine((addresses) => addresses.every(isProxy), { error: 'Not a list of proxy addresses' });

function isProxy(address: string): boolean {
  if (!/^(?:https?|socks5):\/\//.test(address) || !URL.canParse(address)) return false;
  const { hostname, port, pathname, search, hash, username, password } = new URL(address);
  return hostname !== '' && port !== '0' && /^\/?$/.test(pathname + search + hash) && canDecode(username + password);
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const egress = (source: string) =>
  setting(proxies.optional(), {
    description: `Proxies for requests to ${source}, used like SEC_EDGAR_EGRESS. Without it: directly.`,
    range: '`http://…`, `https://…`, `socks5://…`, separated by commas; each may hold `user:password@`',
    secret: true,
  });

/** The part of the table of settings that is about sources. */
export const sourceSettingTable = {
  SEC_USER_AGENT: setting(text.optional(), {
    description:
      'Your name and mail address, `Name mail@host`, sent to the SEC, which refuses requests without them; required for live use.',
  }),
  SEC_EDGAR_EGRESS: setting(proxies.optional(), {
    description:
      'Proxies for requests to the SEC, used in turn for 400 requests each. After three consecutive connection failures requests bypass them at half the pace, and one request tests them again every 10 min. Without it: directly.',
    range: '`http://…`, `https://…`, `socks5://…`, separated by commas; each may hold `user:password@`',
    secret: true,
  }),
  PRICE_SOURCES: setting(preference.default('yahoo, alpha-vantage, stooq'), {
    description:
      'The sources of daily prices, the preferred one first; the next ones are fallbacks if it has nothing or is not open. Other orders for exchanges and tickers follow, each after a semicolon. A source that is named nowhere gets no request at all. Sources that need a key are used only with one.',
    range:
      '`yahoo`, `alpha-vantage`, `stooq`, separated by commas, or `none`; then `; XLON = stooq, yahoo; TSLA = yahoo`',
  }),
  YAHOO_EGRESS: egress('Yahoo Finance'),
  ALPHA_VANTAGE_EGRESS: egress('Alpha Vantage'),
  STOOQ_EGRESS: egress('Stooq'),
  MASSIVE_EGRESS: egress('Massive'),
  EODHD_EGRESS: egress('EODHD'),
  NASDAQ_LISTINGS_EGRESS: egress('Nasdaq Trader'),
  EURONEXT_LISTINGS_EGRESS: egress('Euronext'),
  LSE_LISTINGS_EGRESS: egress('the London Stock Exchange'),
  XETRA_LISTINGS_EGRESS: egress('Xetra'),
  KRX_OPENAPI_EGRESS: egress('the keyed API of the Korea Exchange'),
  KRX_WEB_EGRESS: egress('the market-data service of the Korea Exchange'),
  ALPHA_VANTAGE_KEY: setting(key.optional(), {
    description:
      'The key for Alpha Vantage, from https://www.alphavantage.co/support/#api-key. Without it Alpha Vantage is not used.',
    range: '8 characters or more, not digits alone',
    secret: true,
  }),
  STOOQ_KEY: setting(key.optional(), {
    description: 'The key for Stooq, from its page of a symbol with `&get_apikey`. Without it Stooq is not used.',
    range: '8 characters or more, not digits alone',
    secret: true,
  }),
  MASSIVE_KEY: setting(key.optional(), {
    description:
      'The key for Massive (Polygon.io until 2025), from https://massive.com/dashboard. With it a night of many tickers of the United States is a few requests for whole days. Without it Massive is not used.',
    range: '8 characters or more, not digits alone',
    secret: true,
  }),
  EODHD_KEY: setting(key.optional(), {
    description:
      'The key for EODHD, of its end-of-day plan or a larger one, from https://eodhd.com/cp/settings. With it a night of many tickers of New York, London, Paris or Xetra is a few requests for whole days. Without it EODHD is not used.',
    range: '8 characters or more, not digits alone',
    secret: true,
  }),
  KRX_KEY: setting(key.optional(), {
    description:
      'The key for the API of the Korea Exchange, from https://openapi.krx.co.kr; each of its services is applied for. It holds for a year. Without it nothing of Korea is collected but the prices of tracked tickers.',
    range: '8 characters or more, not digits alone',
    secret: true,
  }),
  KRX_MEMBER: setting(
    z
      .string()
      .regex(/^[^\s:]{1,50}:\S{8,100}$/, { error: 'Not an account: write its name, a colon and its password' })
      .optional(),
    {
      description:
        'Your own account at the market-data service of the Korea Exchange (data.krx.co.kr), whose terms forbid automated collection: it is used only with `KRX_LEAVE`. Its password must change every three months.',
      range: '`name:password`',
      secret: true,
    },
  ),
  KRX_LEAVE: setting(z.enum(['none', 'granted']).default('none'), {
    description:
      'Your statement that the Korea Exchange permits you to collect from its market-data service by a program. Without it that service gets no request.',
    range: '`none`, `granted`',
  }),
} as const;
