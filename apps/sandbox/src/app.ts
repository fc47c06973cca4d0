import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { companyTruthRoute, listCompanyChanges, putCompanyChanges } from './control/company-changes-routes.ts';
import { listFaults, putFaults } from './control/faults-routes.ts';
import { fundamentalsTruthRoute } from './control/fundamentals-truth-route.ts';
import { koreanTruthRoute } from './control/korean-truth-route.ts';
import { goToMonth, listedTruthRoute, listMonth, putListingMonth } from './control/listing-routes.ts';
import { listPriceChanges, putPriceChanges } from './control/price-changes-routes.ts';
import { priceTruthRoute } from './control/price-truth-route.ts';
import { sendProblem } from './control/problem.ts';
import { reportsTruthRoute } from './control/reports-truth-route.ts';
import { truthRoute } from './control/truth-route.ts';
import { type GatewayTools, gateway } from './gateway.ts';
import type { ListedMarket } from './market/listed/listed-market.ts';
import type { PriceMarket } from './market/prices/price-market.ts';
import type { Edgar } from './sec-edgar/edgar.ts';

/** What the routes of the sandbox itself tell and change, and the token that they want. */
interface Controlled {
  readonly edgar: Edgar;
  readonly prices: PriceMarket;
  readonly listings: ListedMarket;
  readonly token: string;
}

/** The sandbox as an Express app: pretend upstreams under `/host/path`, its own routes under `/_sandbox`. */
export function makeApp(tools: GatewayTools, { edgar, prices, listings, token }: Controlled): Express {
  const { referee, faults, sources, clock } = tools;
  const upstreams = gateway(tools);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // First in line, because a bench sends hundreds of requests a second through it.
  app.use((request, response, next) =>
    request.url.startsWith('/_sandbox/') ? next() : upstreams(request, response, next),
  );
  app.use(refusePages);
  app.use(wantToken(token));
  app.get('/_sandbox/stats', (_request, response) => response.json(referee.report()));
  app.get('/_sandbox/faults', listFaults(faults, clock));
  app.put('/_sandbox/faults', express.json(), putFaults(faults, sources, clock));
  app.get('/_sandbox/price-changes', listPriceChanges(prices));
  app.put('/_sandbox/price-changes', express.json(), putPriceChanges(prices));
  app.get('/_sandbox/company-changes', listCompanyChanges(edgar.companyList));
  app.put('/_sandbox/company-changes', express.json(), putCompanyChanges(edgar.companyList));
  app.get('/_sandbox/listing-month', listMonth(listings));
  app.put('/_sandbox/listing-month', express.json(), putListingMonth(listings, edgar.companyList));
  app.get('/_sandbox/truth/listings', listedTruthRoute(listings));
  app.get('/_sandbox/truth/korea', koreanTruthRoute(listings));
  app.get('/_sandbox/truth/companies', companyTruthRoute(edgar.companyList));
  app.get('/_sandbox/truth/insider-trades', truthRoute(edgar));
  app.get('/_sandbox/truth/company-facts', fundamentalsTruthRoute(edgar));
  app.get('/_sandbox/truth/reports', reportsTruthRoute(edgar));
  app.get('/_sandbox/truth/daily-prices', priceTruthRoute(prices, clock));
  app.post('/_sandbox/reset', (_request, response) => {
    referee.reset();
    faults.reset();
    prices.reset();
    edgar.companyList.reset();
    goToMonth(listings, edgar.companyList, null);
    for (const source of sources) source.reset();
    response.status(204).end();
  });
  app.use((request, response) => sendProblem(response, 404, 'NOT_FOUND', [{ field: 'path', message: request.url }]));
  app.use(onError);
  return app;
}

/**
 * Refuses what a page in a browser asks of the sandbox: its own origin is told, or the name of a host elsewhere that was
 * made to point here. Whoever controls a sandbox is a program, and names it by an address or by a name without a domain.
 */
const refusePages: RequestHandler = ({ headers: { origin, host = '' } }, response, next) => {
  const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
  const isNear = name.startsWith('[') || isIP(name) !== 0 || /^[\w-]+$/.test(name);
  if (origin === undefined && isNear) next();
  else
    sendProblem(response, 403, 'FORBIDDEN', [{ field: 'host', message: 'no page of a browser controls the sandbox' }]);
};

function wantToken(token: string): RequestHandler {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(`Bearer ${token}`);
  return ({ headers: { authorization = '' } }, response, next) => {
    if (timingSafeEqual(digest(authorization), wanted)) next();
    else sendProblem(response, 401, 'UNAUTHORIZED', [{ field: 'authorization', message: 'must be the token of it' }]);
  };
}

/** Bodies that are not JSON carry their status; anything else is a defect, written to stderr and answered with 500. */
const onError: ErrorRequestHandler = (error, _request, response, _next) => {
  const isBadBody = error instanceof SyntaxError;
  if (!isBadBody) console.error(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  sendProblem(response, isBadBody ? 422 : 500, isBadBody ? 'INVALID_INPUT' : 'INTERNAL', [{ field: 'body', message }]);
};
