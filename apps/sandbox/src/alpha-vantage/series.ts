import { addDays, dayAt } from '@tickermill/core';
import type { Answer } from '../answer.ts';
import type { Listed, PriceMarket } from '../market/prices/price-market.ts';
import { type TradedBar, tradedBars } from '../market/prices/traded-bars.ts';
import { alphaVantageCsv, alphaVantageJson, invalidCall, premiumOnly } from './bodies.ts';

const compactBars = 100;
/** Days that hold a hundred sessions in any year. */
const reachDays = 160;

/** `TIME_SERIES_DAILY`: the last hundred sessions as they were traded, the newest first; all of them for payers. */
export function dailySeries(market: PriceMarket, query: URLSearchParams, at: number): Answer {
  const symbol = query.get('symbol') ?? '';
  const listed = find(market, symbol, at);
  if (!listed) return invalidCall('TIME_SERIES_DAILY');
  if (query.get('outputsize') === 'full') return premiumOnly;
  const bars = settledBars(listed, compactBars);
  if (query.get('datatype') === 'csv') {
    return alphaVantageCsv([
      ['timestamp', 'open', 'high', 'low', 'close', 'volume'],
      ...bars.map((bar) => [bar.day, ...cellsOf(bar)]),
    ]);
  }
  const columns = ['1. open', '2. high', '3. low', '4. close', '5. volume'];
  const rows = bars.map((bar) => {
    const cells = cellsOf(bar);
    return [bar.day, Object.fromEntries(columns.map((column, nth) => [column, cells[nth]]))];
  });
  return alphaVantageJson({
    'Meta Data': {
      '1. Information': 'Daily Prices (open, high, low, close) and Volumes',
      '2. Symbol': symbol,
      '3. Last Refreshed': bars[0]?.day ?? dayAt(new Date(at), listed.instrument.exchange.calendar.zone),
      '4. Output Size': 'Compact',
      '5. Time Zone': 'US/Eastern',
    },
    'Time Series (Daily)': Object.fromEntries(rows),
  });
}

/** `GLOBAL_QUOTE`: the last session; an empty object for a symbol that there is not. */
export function globalQuote(market: PriceMarket, query: URLSearchParams, at: number): Answer {
  const symbol = query.get('symbol') ?? '';
  const listed = find(market, symbol, at);
  const [bar, eve] = listed ? settledBars(listed, 2) : [];
  if (!bar || !eve) return alphaVantageJson({ 'Global Quote': {} });
  const [open = '', high = '', low = '', close = '', volume = ''] = cellsOf(bar);
  const change = bar.closedAt - eve.closedAt;
  const percent = `${((change / eve.closedAt) * 100).toFixed(4)}%`;
  const values = [
    symbol,
    open,
    high,
    low,
    close,
    volume,
    bar.day,
    fourDigits(eve.closedAt),
    fourDigits(change),
    percent,
  ];
  if (query.get('datatype') === 'csv') {
    const header = 'symbol,open,high,low,price,volume,latestDay,previousClose,change,changePercent';
    return alphaVantageCsv([header.split(','), values]);
  }
  const names = 'symbol,open,high,low,price,volume,latest trading day,previous close,change,change percent'.split(',');
  const numbered = names.map((name, nth) => [`${String(nth + 1).padStart(2, '0')}. ${name}`, values[nth]]);
  return alphaVantageJson({ 'Global Quote': Object.fromEntries(numbered) });
}

/** The last settled sessions with a price for everything, the newest first: rows with holes are left out here. */
function settledBars({ instrument, changes, last }: Listed, count: number): readonly TradedBar[] {
  const to = last.standing === 'settled' ? last.day : addDays(last.day, -1);
  const bars = tradedBars(instrument, changes, addDays(to, -reachDays), to);
  const whole = bars.filter(({ open, high, low, close, volume }) => ![open, high, low, close, volume].includes(null));
  return whole.slice(-count).reverse();
}

const cellsOf = ({ open, high, low, close, volume }: TradedBar): string[] => [
  ...[open, high, low, close].map((price) => fourDigits(price ?? 0)),
  String(volume),
];

/** Whole ten-thousandths with four digits behind the point. */
function fourDigits(tenThousandths: number): string {
  const digits = String(Math.abs(tenThousandths)).padStart(5, '0');
  return `${tenThousandths < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** Finds a symbol as it is written here: an exchange abroad has another ending. */
function find(market: PriceMarket, symbol: string, at: number): Listed | null {
  const written = symbol.toUpperCase();
  const endings = { '.LON': '.L', '.DEX': '.DE', '.PAR': '.PA', '.KRX': '.KS' };
  const [foreign, ending] = Object.entries(endings).find(([one]) => written.endsWith(one)) ?? ['', ''];
  const found = market.find(foreign === '' ? written : written.slice(0, -foreign.length) + ending, at);
  const isWrittenSo = found.kind === 'listed' && written.endsWith(found.listed.instrument.exchange.alphaVantage);
  return isWrittenSo ? found.listed : null;
}
