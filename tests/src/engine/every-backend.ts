import type { QueueBackend } from '@tickermill/engine';
import { needRedis, type ScratchRedis, scratchRedis } from '@tickermill/testkit';

/** The backend that a suite is to use for its installation, by the URL of its database. */
export type ToBackend = (databaseUrl: string) => QueueBackend;

/** Describes a suite once for each queue backend. */
export function onEveryBackend(title: string, suite: (toBackend: ToBackend) => void): void {
  describe(`${title}, with queues in Postgres`, () => suite((url) => ({ kind: 'postgres', url })));
  describe(`${title}, with queues in Redis`, () => {
    let redis: ScratchRedis;
    before(async function () {
      needRedis.call(this);
      redis = await scratchRedis();
    });
    suite((url) => ({ kind: 'redis', url: redis.url, prefix: `${redis.prefix}-${url.split('/').at(-1)}` }));
  });
}
