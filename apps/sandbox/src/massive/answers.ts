import { type Day, tradingCalendar } from '@tickermill/core';
import { type Answer, json } from '../answer.ts';
import {
  actionsOfDays,
  barsOfDay,
  type MarketAction,
  type MarketBar,
  newYork,
  toTape,
} from '../market/prices/day-of-market.ts';
import type { PriceMarket } from '../market/prices/price-market.ts';
import { drawsFor } from '../random.ts';

const requestId = (name: string) => Buffer.from(name).toString('hex').padEnd(32, '0').slice(0, 32);

/** A failure as Massive writes it: `message` where the plan of the key is the reason, `error` otherwise. */
export const failure = (status: number, said: { error: string } | { message: string }): Answer =>
  json(status, {
    status: 'error' in said ? 'ERROR' : 'NOT_AUTHORIZED',
    request_id: requestId(String(status)),
    ...said,
  });

export const tooFast = failure(429, {
  error:
    "You've exceeded the maximum requests per minute, please wait or upgrade your subscription to continue. https://massive.com/pricing",
});
export const noKey = failure(401, { error: 'API Key was not provided' });
export const tooEarly = failure(403, {
  message:
    "Attempted to request today's data before end of day. Please upgrade your plan at https://massive.com/pricing",
});
export const tooOld = failure(403, {
  message: "Your plan doesn't include this data timeframe. Please upgrade your plan at https://massive.com/pricing",
});

/** The grouped day: a row for everything that was traded, and some that exchanges try their systems with. */
export function groupedDay(market: PriceMarket, day: Day, at: number): Answer {
  const session = tradingCalendar('XNYS').session(day);
  const bars = session ? barsOfDay(market, newYork, day, at) : [];
  const about = { queryCount: bars.length, resultsCount: bars.length, adjusted: false };
  if (!session || bars.length === 0) return json(200, { ...about, status: 'OK', request_id: requestId(day), count: 0 });
  const t = session.closesAt.getTime();
  const tests = [{ T: 'ZBZX', v: 0, o: 25, c: 25, h: 25, l: 25, t }];
  const results = [...bars.map((bar) => rowOf(bar, t)), ...tests];
  return json(200, { results, ...about, status: 'OK', request_id: requestId(day), count: results.length });
}

function rowOf({ symbol, day, open, high, low, close, closedAt, volume }: MarketBar, t: number) {
  const price = (value: number | null) => (value ?? closedAt) / 10_000;
  // Shares have been traded in parts since 2026.
  const part = drawsFor('parts of shares', symbol, day).int(0, 400_000) / 1_000_000;
  const v = volume === null ? 0.5 : volume + (drawsFor('parts', symbol).chance(0.5) ? part : 0);
  return {
    T: toTape(symbol),
    v,
    vw: price(close),
    o: price(open),
    c: price(close),
    h: price(high),
    l: price(low),
    t,
    n: 7,
  };
}

/** The list of splits of some days, in one page. */
export function splitList(market: PriceMarket, from: Day, to: Day, at: number): Answer {
  const results = actionsOfDays(market, newYork, { from, to }, at).flatMap((action) =>
    action.kind === 'split'
      ? [
          {
            adjustment_type: action.numerator > action.denominator ? 'forward_split' : 'reverse_split',
            execution_date: action.day,
            historical_adjustment_factor: Number((action.denominator / action.numerator).toFixed(6)),
            id: idOf(action),
            split_from: action.denominator,
            split_to: action.numerator,
            ticker: toTape(action.symbol),
          },
        ]
      : [],
  );
  return json(200, { request_id: 1, results, status: 'OK' });
}

/** The list of dividends of some days, in one page. */
export function dividendList(market: PriceMarket, from: Day, to: Day, at: number): Answer {
  const results = actionsOfDays(market, newYork, { from, to }, at).flatMap((action) =>
    action.kind === 'dividend'
      ? [
          {
            cash_amount: action.amount / 10_000,
            currency: 'USD',
            distribution_type: 'recurring',
            ex_dividend_date: action.day,
            frequency: 4,
            historical_adjustment_factor: 1,
            id: idOf(action),
            ticker: toTape(action.symbol),
          },
        ]
      : [],
  );
  return json(200, { request_id: 1, results, status: 'OK' });
}

const idOf = ({ symbol, day, kind }: MarketAction) => `E${requestId(`${kind} ${symbol} ${day}`)}`;
