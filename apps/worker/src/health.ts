import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { checkHealth, type DiskOptions, type Need } from '@tickermill/runtime';
import type { Metrics } from '@tickermill/runtime/metrics';
import { localAddress } from '@tickermill/runtime/service';
import type { Profile } from './profile.ts';

/** What a worker reports of itself, and where. */
interface HealthOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly needs: Readonly<Record<string, Need>>;
  readonly disk: DiskOptions;
  readonly metrics: Metrics;
  /** Required at `/metrics`, if there is one. */
  readonly metricsToken?: string | undefined;
  readonly profile: Profile | null;
}

/**
 * Answers `/health/live`, `/health/ready` (schema, database, queue and disk, each with its reason) and `/metrics`. A worker that
 * lives but has lost its queue must not look ready. `/profile` is answered where there is one.
 */
export function serveHealth(options: HealthOptions): Promise<{ url: string; close: () => Promise<void> }> {
  const { host, port, profile } = options;
  const routes: Readonly<Record<string, RequestListener>> = {
    '/health/live': (_request, response) => void response.end(JSON.stringify({ status: 'live' })),
    '/health/ready': ready(options),
    '/metrics': metrics(options),
    ...(profile ? { '/profile': (_request, response) => void response.end(JSON.stringify(profile.report())) } : {}),
  };
  const server = createServer((request, response) => {
    const route = routes[(request.url ?? '').split('?', 1)[0] ?? ''];
    response.setHeader('content-type', 'application/json');
    if (route) route(request, response);
    else response.writeHead(404).end(JSON.stringify({ status: 'unknown path' }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      const close = () => {
        server.closeAllConnections();
        return new Promise<void>((done) => server.close(() => done()));
      };
      resolve({ url: localAddress(host, bound), close });
    });
  });
}

function ready({ needs, disk }: HealthOptions): RequestListener {
  return async (_request, response) => {
    const health = await checkHealth(needs, disk);
    response.writeHead(health.status === 'ready' ? 200 : 503).end(JSON.stringify(health));
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();

function metrics({ metrics, metricsToken }: HealthOptions): RequestListener {
  const expected = metricsToken === undefined ? null : digest(`Bearer ${metricsToken}`);
  return async ({ headers }, response) => {
    if (expected && !timingSafeEqual(digest(headers.authorization ?? ''), expected)) {
      response.writeHead(401).end(JSON.stringify({ status: 'METRICS_TOKEN is set: send it as a bearer token' }));
      return;
    }
    response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.text());
  };
}
