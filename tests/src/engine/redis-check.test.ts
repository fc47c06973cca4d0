import { openQueues, prepareQueues } from '@tickermill/engine';
import { needRedis, type OwnRedis, openOwnRedis, silentLog } from '@tickermill/testkit';
import { expect } from 'chai';

describe('the Redis that is to keep the queues', () => {
  let redis: OwnRedis;
  before(needRedis);
  beforeEach(async () => {
    redis = await openOwnRedis({ durable: false });
  });
  afterEach(() => redis?.close());

  const prepare = (url = redis.url) => prepareQueues({ kind: 'redis', url, prefix: 'check' }, silentLog);
  const failure = async (url?: string) => {
    const error = await prepare(url).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return error as { code: string; message: string } | null;
  };

  it('is accepted where it never throws keys away, and is told by version and place', async () => {
    expect(await prepare()).to.match(/^in Redis \d+\.\d+\.\d+ at 127\.0\.0\.1:\d+, keys check:\*$/);
  });

  it('is refused where it may throw keys away, with what to run', async () => {
    await redis.ask('CONFIG SET maxmemory-policy allkeys-lru');
    const refused = await failure();
    expect(refused).to.include({ code: 'REDIS_UNFIT' });
    const { port } = new URL(redis.url);
    expect(refused?.message)
      .to.contain('maxmemory-policy is allkeys-lru')
      .and.to.contain(`redis-cli -h 127.0.0.1 -p ${port} CONFIG SET maxmemory-policy noeviction`);
    await redis.ask('CONFIG SET maxmemory-policy noeviction');
    expect(await failure()).to.equal(null);
  });

  it('is asked by INFO where CONFIG is forbidden, as managed servers do', async () => {
    await redis.ask('ACL SETUSER managed on >secret ~* &* +@all -config');
    const managed = redis.url.replace('redis://', 'redis://managed:secret@');
    expect(await failure(managed)).to.equal(null);
    await redis.ask('CONFIG SET maxmemory-policy volatile-lru');
    expect(await failure(managed)).to.include({ code: 'REDIS_UNFIT' });
  });

  it('is told from one that does not answer or lets nobody in, without the password', async () => {
    const wrong = redis.url.replace('redis://', 'redis://:a-wrong-password@');
    await redis.ask('CONFIG SET requirepass the-right-one');
    for (const url of [wrong, 'redis://:a-wrong-password@127.0.0.1:1']) {
      const refused = await failure(url);
      expect(refused).to.include({ code: 'QUEUE_UNAVAILABLE' });
      expect(refused?.message)
        .to.match(/^Redis at 127\.0\.0\.1:\d+ did not answer: \S/)
        .and.not.to.contain('a-wrong-password');
    }
  });

  it('is not well while it takes no writes, though it answers', async () => {
    const queues = openQueues({ backend: { kind: 'redis', url: redis.url, prefix: 'check' }, log: silentLog });
    await queues.ping();
    await redis.ask('CONFIG SET maxmemory 1');
    const failed = await queues.ping().then(
      () => null,
      (error: unknown) => error,
    );
    expect(failed).to.include({ code: 'QUEUE_UNAVAILABLE' });
    await redis.ask('CONFIG SET maxmemory 0');
    await queues.ping();
    await queues.close();
  });
});
