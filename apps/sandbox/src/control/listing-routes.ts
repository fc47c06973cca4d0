import type { Handler } from 'express';
import { z } from 'zod';
import type { CompanyList } from '../market/company-changes.ts';
import type { ListedMarket } from '../market/listed/listed-market.ts';
import { listedTruth } from '../market/listed/truth.ts';
import { Month } from '../settings.ts';
import { fieldsOf, sendProblem } from './problem.ts';

const Body = z.strictObject({ month: Month.nullable() });

/** Goes to a month of the scripted year: the lists of the exchanges and that of the SEC are of it from now on. */
export function goToMonth(market: ListedMarket, list: CompanyList, month: string | null): void {
  market.goTo(month);
  list.follow(market.companyChanges());
}

/** `GET /_sandbox/listing-month`: the month of the lists. */
export function listMonth(market: ListedMarket): Handler {
  return (_request, response) => response.json({ month: market.month() });
}

/** `PUT /_sandbox/listing-month`: goes to a month; null: to that of the settings. */
export function putListingMonth(market: ListedMarket, list: CompanyList): Handler {
  return (request, response) => {
    const parsed = Body.safeParse(request.body);
    if (!parsed.success) return sendProblem(response, 422, 'INVALID_INPUT', fieldsOf(parsed.error, 'body'));
    goToMonth(market, list, parsed.data.month);
    return response.json({ month: market.month() });
  };
}

/** `GET /_sandbox/truth/listings`: what whoever has read every list up to this month knows, and what it shows for the first time. */
export function listedTruthRoute(market: ListedMarket): Handler {
  return (_request, response) => response.json(listedTruth(market));
}
