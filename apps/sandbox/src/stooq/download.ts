import { addDays, type Day, isDay } from '@tickermill/core';
import { type Answer, answer } from '../answer.ts';
import { type AdjustedBar, adjustedBars } from '../market/prices/adjusted-bars.ts';
import { millionthsText } from '../market/prices/bar-text.ts';
import type { Listed, PriceMarket } from '../market/prices/price-market.ts';

const header = 'Date,Open,High,Low,Close,Volume';
const noData: Answer = answer(200, 'text/plain; charset=UTF-8', 'No data');

/** `/q/d/l/`: the daily bars of a symbol, adjusted for splits and dividends, the oldest first. */
export function downloadOf(market: PriceMarket, query: URLSearchParams, at: number): Answer {
  const listed = find(market, query.get('s') ?? '', at);
  if (!listed || (query.get('i') ?? 'd') !== 'd') return noData;
  const { life } = listed.instrument;
  const { day, standing } = listed.last;
  const to = standing === 'settled' ? day : addDays(day, -1);
  const [first, last] = [dayOf(query.get('d1')) ?? life.firstTradeDay, dayOf(query.get('d2')) ?? to];
  if (first > last) return noData;
  const rows = adjustedBars(listed, first, last < to ? last : to).flatMap(
    (bar) => rowOf(bar, life.firstTradeDay) ?? [],
  );
  if (rows.length === 0) return noData;
  return answer(200, 'text/csv; charset=UTF-8', [header, ...rows].map((row) => `${row}\r\n`).join(''));
}

/** A row; without its volume where there is none, and on the first day, whose price is that of the issue. */
function rowOf(bar: AdjustedBar, firstTradeDay: Day): string | null {
  const { day, open, high, low, close, volume, dividendFactor } = bar;
  if (open === null || high === null || low === null || close === null) return null;
  // Six digits that count, and no fewer than four behind the point.
  const price = (millionths: number) => {
    const adjusted = Math.round(millionths * dividendFactor);
    const unit = adjusted >= 1_000_000 ? 100 : 1;
    return millionthsText(Math.round(adjusted / unit) * unit);
  };
  const prices = [day, price(open), price(high), price(low), price(close)];
  if (volume === null || day === firstTradeDay) return prices.join(',');
  const shares = millionthsText(Math.round((volume / dividendFactor) * 10_000) * 100);
  return [...prices, shares].join(',');
}

/** A symbol as Stooq writes it: `aapl.us`, `vod.uk`. */
function find(market: PriceMarket, symbol: string, at: number): Listed | null {
  const [, name = '', ending = ''] = /^(.+)\.([a-z]{2})$/.exec(symbol.toLowerCase()) ?? [];
  const endings: Readonly<Record<string, string>> = { us: '', uk: '.L', fr: '.PA', de: '.DE', kr: '.KS' };
  const yahoo = endings[ending];
  const found = yahoo === undefined ? null : market.find(name.toUpperCase() + yahoo, at);
  return found?.kind === 'listed' ? found.listed : null;
}

function dayOf(text: string | null): Day | null {
  const day = text?.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3') ?? '';
  return isDay(day) ? day : null;
}
