import type { Day } from '@tickermill/core';
import { type Answer, answer, json } from '../answer.ts';
import { actionsOfDays, barsOfDay, type MarketBar, type TapeExchange } from '../market/prices/day-of-market.ts';
import type { PriceMarket } from '../market/prices/price-market.ts';

/** A failure as EODHD writes it: a text, whatever is asked for. */
const says = (status: number, text: string): Answer => answer(status, 'text/html; charset=UTF-8', text);

export const unauthenticated = says(401, 'Unauthenticated');
export const spent = says(
  402,
  'You exceeded your daily API requests limit.  Please contact support@eodhistoricaldata.com',
);
export const notInPlan = says(
  403,
  'Only EOD data allowed for free users. Please, contact our support team: support@eodhistoricaldata.com',
);

/** An exchange as EODHD calls it. */
interface Exchange extends TapeExchange {
  readonly code: string;
  readonly currency: string;
}

/** The exchanges that it has here. */
export const exchanges: readonly Exchange[] = [
  { code: 'US', mics: ['XNYS', 'XNAS'], currency: 'USD' },
  { code: 'LSE', mics: ['XLON'], currency: 'GBX' },
  { code: 'PA', mics: ['XPAR'], currency: 'EUR' },
  { code: 'XETRA', mics: ['XETR'], currency: 'EUR' },
];

/** The symbol without the ending of its exchange. */
const codeOf = (symbol: string) => symbol.replace(/\.[A-Z]+$/, '');

/** The bulk day of an exchange: prices as they were traded. A day without a session is an empty list. */
export function bulkDay(market: PriceMarket, exchange: Exchange, day: Day, at: number): Answer {
  const price = (value: number | null, bar: MarketBar) => (value ?? bar.closedAt) / 10_000;
  const rows = barsOfDay(market, exchange, day, at).map((bar) => ({
    code: codeOf(bar.symbol),
    exchange_short_name: exchange.code,
    date: day,
    open: price(bar.open, bar),
    high: price(bar.high, bar),
    low: price(bar.low, bar),
    close: price(bar.close, bar),
    adjusted_close: price(bar.close, bar),
    volume: bar.volume ?? 1,
  }));
  return json(200, rows);
}

/** The splits of an exchange on a day. */
export const bulkSplits = (market: PriceMarket, exchange: Exchange, day: Day, at: number): Answer =>
  json(
    200,
    actionsOfDays(market, exchange, { from: day, to: day }, at).flatMap((action) =>
      action.kind === 'split'
        ? [
            {
              code: codeOf(action.symbol),
              exchange: exchange.code,
              date: day,
              split: `${action.numerator.toFixed(6)}/${action.denominator.toFixed(6)}`,
            },
          ]
        : [],
    ),
  );

/** The dividends of an exchange on a day. */
export const bulkDividends = (market: PriceMarket, exchange: Exchange, day: Day, at: number): Answer =>
  json(
    200,
    actionsOfDays(market, exchange, { from: day, to: day }, at).flatMap((action) =>
      action.kind === 'dividend'
        ? [
            {
              code: codeOf(action.symbol),
              exchange: exchange.code,
              date: day,
              dividend: action.amount / 10_000,
              currency: exchange.currency,
              declarationDate: '',
              recordDate: '',
              paymentDate: '',
              period: '',
              unadjustedValue: action.amount / 10_000,
            },
          ]
        : [],
    ),
  );
