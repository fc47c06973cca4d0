import { createServer } from 'node:net';

/**
 * The requested port if it is free, else any free one, so that a restarted service is found where it was. (`get-port`
 * blocks a port that it has returned for half a minute, so nothing could return to its own.)
 */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort())));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
