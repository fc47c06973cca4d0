import type { Handler } from 'express';
import { PriceChangeList } from '../market/prices/price-change.ts';
import type { PriceMarket } from '../market/prices/price-market.ts';
import { fieldsOf, sendProblem, withoutIndexOf } from './problem.ts';

/** `GET /_sandbox/price-changes`: what happened to prices on demand. */
export function listPriceChanges(market: PriceMarket): Handler {
  return (_request, response) => response.json(market.changes());
}

/** `PUT /_sandbox/price-changes`: replaces the changes; answers from now on know of them. */
export function putPriceChanges(market: PriceMarket): Handler {
  return (request, response) => {
    const parsed = PriceChangeList.safeParse(request.body);
    if (!parsed.success) {
      const fields = fieldsOf(parsed.error, 'body').map(withoutIndexOf(request.body));
      return sendProblem(response, 422, 'INVALID_INPUT', fields);
    }
    const refused = market.put(parsed.data);
    if (refused.length > 0) {
      const fields = refused.map((message) => ({ field: 'ticker', message }));
      return sendProblem(response, 422, 'INVALID_INPUT', fields);
    }
    return response.json(market.changes());
  };
}
