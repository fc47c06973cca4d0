import type { QueueBackend } from '@tickermill/engine';
import { hasRedis, needRedis, type ScratchRedis, scratchRedis } from '@tickermill/testkit';

/** The backend that a suite is to use for its installation, by the URL of its database. */
export type ToBackend = (databaseUrl: string) => QueueBackend;

const inPostgres: ToBackend = (url) => ({ kind: 'postgres', url });
/** Keys of its own for each database. */
const inRedis = ({ url, prefix }: ScratchRedis, databaseUrl: string): QueueBackend => ({
  kind: 'redis',
  url,
  prefix: `${prefix}-${databaseUrl.split('/').at(-1)}`,
});

/** Describes a suite once for each queue backend: for what the queue has a part in. */
export function onEveryBackend(title: string, suite: (toBackend: ToBackend) => void): void {
  describe(`${title}, with queues in Postgres`, () => suite(inPostgres));
  describe(`${title}, with queues in Redis`, () => {
    let redis: ScratchRedis;
    before(async function () {
      needRedis.call(this);
      redis = await scratchRedis();
    });
    suite((url) => inRedis(redis, url));
  });
}

/**
 * Describes a suite on one queue backend, for rules that no queue has a part in: that both do the same is said by
 * `queuesBehave`. In Redis, which takes the least time; in Postgres where there is none.
 */
export function onOneBackend(title: string, suite: (toBackend: ToBackend) => void): void {
  describe(title, () => {
    let redis: ScratchRedis | undefined;
    before(async () => {
      redis = hasRedis() ? await scratchRedis() : undefined;
    });
    suite((url) => (redis ? inRedis(redis, url) : inPostgres(url)));
  });
}
