import { hasRedis } from './redis-server.ts';

/** Skips a suite or test if there is no redis-server, with a note; on CI it fails. To be called by mocha. */
export function needRedis(this: Mocha.Context): void {
  if (hasRedis()) return;
  if (process.env['CI']) throw new Error('There is no redis-server on this machine: see "node scripts/redis.mjs".');
  console.log('    NOT RUN: there is no redis-server on this machine. "npm test" fetches one where it can.');
  this.skip();
}
