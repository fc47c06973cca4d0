import { type Answer, answer, page } from '../answer.ts';

/** An answer with a body of JSON in the type that Yahoo gives it. */
export function yahooJson(status: number, body: unknown): Answer {
  return answer(status, 'application/json;charset=utf-8', JSON.stringify(body));
}

/** An error in the envelope of an endpoint. */
export function yahooError(status: number, envelope: string, code: string, description: string): Answer {
  return yahooJson(status, { [envelope]: { result: null, error: { code, description } } });
}

/** The answer to a client that sends too many requests, or does not look like a browser. It carries no Retry-After. */
export const edgeTooManyRequests: Answer = answer(429, 'text/html', 'Edge: Too Many Requests');

/** The answer of a server behind the edge; the one that hands out crumbs among them. */
export const tooManyRequests: Answer = answer(429, 'text/plain', 'Too Many Requests');

/** The answer to a symbol that is not listed, or no more. */
export const noData: Answer = yahooError(404, 'chart', 'Not Found', 'No data found, symbol may be delisted');

/** The answer to a path that no endpoint has. */
export const noEndpoint: Answer = yahooError(404, 'finance', 'Not Found', 'HTTP 404 Not Found');

/** The page of a server that is having a bad day. */
export const unavailable: Answer = page(
  503,
  '<!DOCTYPE html>\n<html lang="en-us"><head><title>Yahoo</title></head><body><h1>Will be right back...</h1>\n' +
    '<p>Thank you for your patience. This page was made by the Tickermill sandbox.</p></body></html>\n',
);
