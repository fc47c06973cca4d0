import { type Mic, type TradingCalendar, tradingCalendar } from '@tickermill/core';

/** An exchange as the providers of prices speak of it. */
export interface Exchange {
  readonly mic: Mic;
  readonly calendar: TradingCalendar;
  readonly currency: string;
  /** The smallest step of a price, in ten-thousandths. */
  readonly tick: number;
  /** What an invented price in dollars is multiplied by. */
  readonly scale: number;
  readonly yahoo: { readonly code: string; readonly name: string; readonly market: string };
  readonly stooq: string;
  readonly alphaVantage: string;
  /** Pre-market and after-hours trading, as Yahoo reports it. */
  readonly hoursAround: readonly [before: number, after: number];
}

/** The endings of symbols abroad. */
const abroad = {
  '.L': {
    mic: 'XLON',
    currency: 'GBp',
    tick: 100,
    scale: 1,
    stooq: '.uk',
    alphaVantage: '.LON',
    yahoo: { code: 'LSE', name: 'LSE', market: 'gb_market' },
    hoursAround: [0.75, 0.75],
  },
  '.PA': {
    mic: 'XPAR',
    currency: 'EUR',
    tick: 100,
    scale: 1,
    stooq: '.fr',
    alphaVantage: '.PAR',
    yahoo: { code: 'PAR', name: 'Paris', market: 'fr_market' },
    hoursAround: [1.75, 2.5],
  },
  '.DE': {
    mic: 'XETR',
    currency: 'EUR',
    tick: 100,
    scale: 1,
    stooq: '.de',
    alphaVantage: '.DEX',
    yahoo: { code: 'GER', name: 'XETRA', market: 'de_market' },
    hoursAround: [2, 3],
  },
  '.KS': {
    mic: 'XKRX',
    currency: 'KRW',
    tick: 1_000_000,
    scale: 500,
    stooq: '.kr',
    alphaVantage: '.KRX',
    yahoo: { code: 'KSC', name: 'KSE', market: 'kr_market' },
    hoursAround: [0, 0],
  },
} as const satisfies Record<string, Omit<Exchange, 'calendar'>>;

const american = {
  currency: 'USD',
  tick: 100,
  scale: 1,
  stooq: '.us',
  alphaVantage: '',
  hoursAround: [5.5, 4] as const,
};

/** The exchange of a symbol: by its ending abroad, otherwise that of its listing in the United States. */
export function exchangeOf(symbol: string, listedOn: 'NYSE' | 'Nasdaq'): Exchange {
  const found = Object.entries(abroad).find(([ending]) => symbol.endsWith(ending))?.[1];
  if (found) return { ...found, calendar: tradingCalendar(found.mic) };
  const yahoo = listedOn === 'NYSE' ? { code: 'NYQ', name: 'NYSE' } : { code: 'NMS', name: 'NasdaqGS' };
  // Both trade on the same days: one calendar computes the sessions of both.
  const mic = listedOn === 'NYSE' ? 'XNYS' : 'XNAS';
  return { ...american, mic, calendar: tradingCalendar('XNYS'), yahoo: { ...yahoo, market: 'us_market' } };
}
