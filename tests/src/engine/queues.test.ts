import { randomBytes } from 'node:crypto';
import type { PipelineError } from '@tickermill/core';
import { openQueues, prepareQueues } from '@tickermill/engine';
import { cloneDatabase, needRedis, silentLog, until, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { openPostgresHarness, openRedisHarness } from './queue-harness.ts';
import { queuesBehave } from './queues.behaviour.ts';

describe('queues in Postgres', () => queuesBehave(openPostgresHarness));

describe('queues in Postgres, for a process that only writes rows', () => {
  it('go on with what their owner made, and refuse to begin where nobody has made them', async () => {
    const database = await cloneDatabase();
    const user = `writer_${randomBytes(6).toString('hex')}`;
    const asOwner = (sql: string) => withDatabase(database.url, (client) => client.query(sql));
    await asOwner(`CREATE ROLE ${user} LOGIN PASSWORD 'p' IN ROLE tickermill_writer`);
    const url = Object.assign(new URL(database.url), { username: user, password: 'p' }).toString();
    const writer = { kind: 'postgres', url } as const;
    const refused = await prepareQueues(writer, silentLog).then(
      () => 'prepared',
      (error: PipelineError) => error.code,
    );
    expect(refused).to.equal('QUEUE_UNAVAILABLE');

    // As an older installation did: the owner's queues have the owner's sequences.
    const owner = { kind: 'postgres', url: database.url } as const;
    await prepareQueues(owner, silentLog);
    const job = { title: 'a job', data: { run: '1' } } as const;
    const olders = openQueues({ backend: owner, log: silentLog });
    await olders.add('plan', [job]);
    await olders.close();
    await Promise.all([
      prepareQueues(owner, silentLog),
      prepareQueues(owner, silentLog),
      prepareQueues(writer, silentLog),
    ]);
    const queues = openQueues({ backend: writer, log: silentLog });
    await queues.add('plan', [job]);
    await queues.add('finish', [job]);
    expect((await queues.counts('plan')).waiting).to.equal(2);
    let taken = 0;
    const consumer = await queues.consume('plan', {
      concurrency: 1,
      handler: async () => {
        taken += 1;
        return { kind: 'done' };
      },
    });
    await until('both jobs', () => taken === 2);
    await consumer.stop(10_000);
    await queues.close();
    await database.drop();
    await withDatabase(Object.assign(new URL(database.url), { pathname: '/postgres' }).toString(), (client) =>
      client.query(`DROP ROLE ${user}`),
    );
  });
});

describe('queues in Redis', () => {
  before(needRedis);
  queuesBehave(openRedisHarness);
});
