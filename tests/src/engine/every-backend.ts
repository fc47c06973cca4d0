import type { QueueBackend } from '@tickermill/engine';
import { needRedis, scratchRedis } from '@tickermill/testkit';

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
