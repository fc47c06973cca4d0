// Writes the metadata of a Yahoo chart.

import { addDays, type Day } from '@tickermill/core';
import { boundedCache } from '../bounded-cache.ts';
import { type AdjustedBar, adjustedBars } from '../market/prices/adjusted-bars.ts';
import { fromMillionths } from '../market/prices/bar-text.ts';
import { barsAt } from '../market/prices/last-session.ts';
import type { Listed } from '../market/prices/price-market.ts';
import { clocksOn } from './zone.ts';

/** The price of an instrument as it is now, and what it has been through lately. */
export interface Market {
  /** Null if the last sessions are not reported. */
  readonly bar: AdjustedBar | null;
  readonly previousClose: number | null;
  readonly yearHigh: number;
  readonly yearLow: number;
  /** Epoch seconds of the last price. */
  readonly time: number;
  readonly gmtoffset: number;
  readonly timezone: string;
  readonly priceHint: number;
}

interface Year {
  readonly bars: readonly AdjustedBar[];
  readonly high: number;
  readonly low: number;
}

const years = boundedCache<Year>(10_000);

/** Looks at the last session of an instrument and at the year before it. */
export function marketOf(listed: Listed): Market {
  const { last, at, instrument } = listed;
  const { bars, high, low } = lastYear(listed);
  const bar = barsAt(listed, last, at, last.day, last.day).at(-1) ?? null;
  const prices = bars.flatMap(({ close }) => close ?? []);
  const close = bar?.close ?? null;
  return {
    bar,
    previousClose: prices.at(-1) ?? null,
    yearHigh: Math.max(high, bar?.high ?? 0),
    yearLow: Math.min(low, bar?.low ?? Infinity),
    time: Math.floor(Math.min(at, last.closesAt + 1000) / 1000),
    ...clocksOn(last.day, instrument.exchange.calendar.zone),
    priceHint: (close ?? prices.at(-1) ?? 1_000_000) < 1_000_000 ? 4 : 2,
  };
}

/** The sessions of a year before the last one: the same all day. */
function lastYear(listed: Listed): Year {
  const { symbol, instrument, changes, last } = listed;
  return years.get(`${symbol} ${instrument.key} ${last.day} ${JSON.stringify(changes)}`, () => {
    const bars = adjustedBars(listed, addDays(last.day, -365), addDays(last.day, -1));
    const high = Math.max(...bars.map((bar) => bar.high ?? 0), 0);
    const low = Math.min(...bars.map((bar) => bar.low ?? Infinity));
    return { bars: bars.slice(-5), high, low };
  });
}

/** The part of the meta that every answer about an instrument has, in the order in which Yahoo writes it. */
export function metaOf(listed: Listed, market: Market) {
  const { instrument } = listed;
  const { exchange, life, name } = instrument;
  const { bar, time, gmtoffset, timezone, priceHint } = market;
  const close = bar?.close ?? market.previousClose ?? 0;
  return {
    currency: exchange.currency,
    symbol: listed.symbol,
    exchangeName: exchange.yahoo.code,
    fullExchangeName: exchange.yahoo.name,
    instrumentType: 'EQUITY',
    firstTradeDate: opening(listed, life.firstTradeDay),
    regularMarketTime: time,
    hasPrePostMarketData: exchange.yahoo.market === 'us_market',
    gmtoffset,
    timezone,
    exchangeTimezoneName: exchange.calendar.zone,
    regularMarketPrice: hinted(close, priceHint),
    fiftyTwoWeekHigh: hinted(Math.max(market.yearHigh, close), priceHint),
    fiftyTwoWeekLow: hinted(Math.min(market.yearLow, close), priceHint),
    regularMarketDayHigh: hinted(bar?.high ?? close, priceHint),
    regularMarketDayLow: hinted(bar?.low ?? close, priceHint),
    regularMarketVolume: bar?.volume ?? 0,
    longName: name,
    shortName: name,
    currentTradingPeriod: tradingPeriod(listed, gmtoffset, timezone),
    priceHint,
  };
}

/** The epoch second at which a session opens. */
export function opening({ instrument }: Listed, day: Day): number {
  return (instrument.exchange.calendar.session(day)?.opensAt.getTime() ?? 0) / 1000;
}

/** A price rounded to the digits that count. */
export function hinted(millionths: number, priceHint: number): number {
  const unit = 10 ** (6 - priceHint);
  return fromMillionths(Math.round(millionths / unit) * unit);
}

function tradingPeriod({ instrument, last }: Listed, gmtoffset: number, timezone: string) {
  const [before, after] = instrument.exchange.hoursAround;
  const [opens, closes] = [last.opensAt / 1000, last.closesAt / 1000];
  const period = (start: number, end: number) => ({ timezone, start, end, gmtoffset });
  return {
    pre: period(opens - before * 3600, opens),
    regular: period(opens, closes),
    post: period(closes, closes + after * 3600),
  };
}
