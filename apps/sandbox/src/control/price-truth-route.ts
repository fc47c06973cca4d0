import { add, Day, Ticker } from '@tickermill/core';
import type { Handler } from 'express';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { PriceMarket } from '../market/prices/price-market.ts';
import { type OfferedPrices, offeredPrices } from '../market/prices/truth.ts';
import { fieldsOf, sendProblem } from './problem.ts';

const Query = z
  .strictObject({
    /** `*` for all that there are: thousands do not fit into an address. */
    tickers: z.union([
      z.literal('*'),
      z
        .string()
        .transform((list) => list.split(','))
        .pipe(z.array(Ticker)),
    ]),
    from: Day,
    to: Day,
    detail: z.literal('bars').optional(),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'must not be before from' });

/** `GET /_sandbox/truth/daily-prices?tickers&from&to[&detail=bars]`: what there is to be collected by now. */
export function priceTruthRoute(market: PriceMarket, clock: Clock): Handler {
  return (request, response) => {
    const query = Query.safeParse(request.query);
    if (!query.success) return sendProblem(response, 422, 'INVALID_INPUT', fieldsOf(query.error, 'query'));
    const { from, to, detail } = query.data;
    const tickers = query.data.tickers === '*' ? market.symbols : query.data.tickers;
    const at = clock.now();
    const offered = tickers.map((ticker) => [ticker, offeredPrices(market, ticker, from, to, at)] as const);
    const unknown = offered.filter(([, prices]) => prices === null);
    if (unknown.length > 0) {
      const fields = unknown.map(([ticker]) => ({ field: 'tickers', message: `${ticker} has no prices` }));
      return sendProblem(response, 404, 'UNKNOWN_TICKER', fields);
    }
    const known = offered.flatMap(([ticker, prices]) => (prices === null ? [] : [[ticker, prices] as const]));
    const shown = ({ bars, ...figures }: OfferedPrices) => (detail ? { ...figures, bars: bars() } : figures);
    response.json({
      dataset: 'daily-prices',
      from,
      to,
      tickers: Object.fromEntries(known.map(([ticker, prices]) => [ticker, shown(prices)])),
      total: {
        count: known.reduce((sum, [, { count }]) => sum + count, 0),
        closes: known.reduce((sum, [, { closes }]) => add(sum, closes), '0'),
        volume: known.reduce((sum, [, { volume }]) => add(sum, volume), '0'),
      },
    });
  };
}
