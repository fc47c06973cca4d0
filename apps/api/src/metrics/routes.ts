import { createHash, timingSafeEqual } from 'node:crypto';
import type { Metrics } from '@tickermill/runtime/metrics';
import type { RequestHandler, Response } from 'express';
import type { ApiContext } from '../context.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Serves the metrics to an authorised caller. */
export function serveMetrics(
  { metrics, events }: Pick<ApiContext, 'metrics' | 'events'>,
  readFleet: () => Promise<void>,
): RequestHandler {
  return async (_request, response) => {
    await readFleet();
    metrics.set('tickermill_event_streams', events.readers());
    response.setHeader('content-type', metrics.contentType);
    response.end(await metrics.text());
  };
}

/** Serves the metrics to a caller with their own token; all others are authenticated as everywhere. */
export function allowByToken(token: string | undefined, answer: RequestHandler): RequestHandler {
  const expected = token === undefined ? null : digest(token);
  return (request, response, next) => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const isTheirs = expected !== null && given !== undefined && timingSafeEqual(digest(given), expected);
    return isTheirs ? answer(request, response, next) : next();
  };
}

/** What is mounted whole, by how its paths begin. */
const mounts = {
  '/queues': 'console',
  '/health': 'health',
  '/metrics': 'metrics',
  '/docs': 'docs',
  '/openapi': 'docs',
  '/login': 'login',
};

/** Times every request, by what answers it and not by its path: paths hold ids. */
export function timeRequests(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    const path = request.originalUrl;
    response.once('finish', () => {
      const labels = { route: routeOf(response, path), method: request.method, status: response.statusCode };
      metrics.observe('tickermill_http_request_duration_seconds', (performance.now() - began) / 1_000, labels);
    });
    next();
  };
}

function routeOf(response: Response, path: string): string {
  const route: unknown = response.locals['route'];
  if (typeof route === 'string') return route;
  return Object.entries(mounts).find(([beginning]) => path.startsWith(beginning))?.[1] ?? 'other';
}
