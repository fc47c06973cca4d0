import { createServer } from 'node:net';

/**
 * The port of this machine that is asked for if it is free, else any free one: what is started again is found where it was.
 * (`get-port` keeps a port that it gave from being given again for half a minute, so nothing could come back to its own.)
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
