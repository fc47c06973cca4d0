import type { QueueBackend } from '@tickermill/engine';
import { scratchRedis } from '@tickermill/testkit';

/** The backend that a suite is to use for its installation, by the URL of its database. */
export type ToBackend = (databaseUrl: string) => QueueBackend;

/** Describes a suite once for each queue backend. */
export function onEveryBackend(title: string, suite: (toBackend: ToBackend) => void): void {
  describe(`${title}, with queues in Postgres`, () => suite((url) => ({ kind: 'postgres', url })));
  describe(`${title}, with queues in Redis`, () => {
    before(needRedis);
    suite(() => {
      const redis = scratchRedis();
      if (!redis) throw new Error('there is no Redis');
      return { kind: 'redis', ...redis };
    });
  });
}

/** Skips a suite where there is no Redis to be had, which scripts/test.mjs tells aloud; on CI it fails. */
export function needRedis(this: Mocha.Context): void {
  if (scratchRedis()) return;
  if (process.env['CI']) throw new Error('There is no redis-server on this machine: see "node scripts/redis.mjs".');
  console.log('    NOT RUN: there is no redis-server on this machine. "npm test" fetches one where it can.');
  this.skip();
}
