import { createServer } from 'node:http';
import type { EngineWorker } from '@tickermill/engine';
import type { Profile } from './profile.ts';

/**
 * Answers `/health/live` and `/health/ready` (a round trip to database and queue) on a free port of loopback.
 * A worker that lives but has lost its queue must not look ready. `/profile` is answered where there is one.
 */
export function serveHealth(
  worker: EngineWorker,
  profile: Profile | null,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const answer = (status: number, state: string) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ status: state }));
    };
    if (request.url === '/health/live') answer(200, 'live');
    else if (request.url === '/profile' && profile) response.end(JSON.stringify(profile.report()));
    else if (request.url !== '/health/ready') answer(404, 'unknown path');
    else
      worker.ping().then(
        () => answer(200, 'ready'),
        () => answer(503, 'the database or the queue does not answer'),
      );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ url: `http://127.0.0.1:${port}`, close: () => new Promise((done) => server.close(() => done())) });
    });
  });
}
