import type { Answer } from '../answer.ts';
import type { Listed, PriceMarket } from '../market/prices/price-market.ts';
import { hinted, marketOf, opening } from './chart-meta.ts';
import { tooManyRequests, yahooJson } from './error-bodies.ts';
import { listedSymbols } from './symbols.ts';

const maxSymbols = 50;

/** `/v7/finance/quote`: the sessions of some symbols as they run, or as they ended. */
export function quotesOf(market: PriceMarket, query: URLSearchParams, at: number): Answer {
  const { asked, listed } = listedSymbols(market, query, at);
  // Too many symbols are not an error of their own: the request is refused as one too many.
  if (asked.length > maxSymbols) return tooManyRequests;
  return yahooJson(200, { quoteResponse: { result: listed.map(quote), error: null } });
}

function quote(listed: Listed) {
  const { instrument, last, symbol } = listed;
  const { exchange, life, name } = instrument;
  const market = marketOf(listed);
  const { bar, priceHint } = market;
  const toPrice = (millionths: number | null) => (millionths === null ? null : hinted(millionths, priceHint));
  const price = bar?.close ?? market.previousClose ?? 0;
  const previous = market.previousClose ?? price;
  const state = last.standing === 'open' ? 'REGULAR' : last.standing === 'settling' ? 'POST' : 'CLOSED';
  const prices = {
    regularMarketPrice: toPrice(price),
    regularMarketOpen: toPrice(bar?.open ?? null),
    regularMarketDayHigh: toPrice(bar?.high ?? null),
    regularMarketDayLow: toPrice(bar?.low ?? null),
    regularMarketVolume: bar?.volume ?? null,
    regularMarketPreviousClose: toPrice(market.previousClose),
    regularMarketChange: hinted(price - previous, 6),
    regularMarketChangePercent: previous === 0 ? 0 : ((price - previous) / previous) * 100,
    fiftyTwoWeekHigh: toPrice(Math.max(market.yearHigh, price)),
    fiftyTwoWeekLow: toPrice(Math.min(market.yearLow, price)),
  };
  return {
    language: 'en-US',
    region: 'US',
    quoteType: 'EQUITY',
    typeDisp: 'Equity',
    quoteSourceName: 'Delayed Quote',
    triggerable: true,
    customPriceAlertConfidence: 'HIGH',
    currency: exchange.currency,
    // Missing prices are left out.
    ...Object.fromEntries(Object.entries(prices).filter(([, value]) => value !== null)),
    exchange: exchange.yahoo.code,
    fullExchangeName: exchange.yahoo.name,
    market: exchange.yahoo.market,
    shortName: name,
    longName: name,
    marketState: state,
    regularMarketTime: market.time,
    firstTradeDateMilliseconds: opening(listed, life.firstTradeDay) * 1000,
    exchangeTimezoneName: exchange.calendar.zone,
    exchangeTimezoneShortName: market.timezone,
    gmtOffSetMilliseconds: market.gmtoffset * 1000,
    esgPopulated: false,
    tradeable: false,
    cryptoTradeable: false,
    hasPrePostMarketData: exchange.yahoo.market === 'us_market',
    priceHint,
    sourceInterval: 15,
    exchangeDataDelayedBy: 0,
    symbol,
  };
}
