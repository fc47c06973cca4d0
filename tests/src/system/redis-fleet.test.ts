import { defaultWatchlist } from '@tickermill/core';
import type { Problem, RunView, TrackResponse } from '@tickermill/core/contracts';
import {
  type Fleet,
  needRedis,
  type OwnRedis,
  openFleet,
  openOwnRedis,
  startApp,
  until,
  withDatabase,
} from '@tickermill/testkit';
import { expect } from 'chai';

describe('an installation with its queue in Redis', () => {
  let redis: OwnRedis;
  let fleet: Fleet;

  before(needRedis);
  beforeEach(async () => {
    redis = await openOwnRedis();
    fleet = await openFleet({ REDIS_URL: redis.url, REDIS_PREFIX: 'fleet', RECONCILE_MS: '300', SANDBOX_PACE: '40' });
  });
  afterEach(async () => {
    await redis.start();
    await fleet.close();
    await redis.close();
  });

  const track = async () =>
    (await fleet.ask<TrackResponse>('POST', '/api/v1/watchlists/default/items', { tickers: defaultWatchlist })).body
      .run_id as string;
  const ended = (id: string) =>
    until('the run to end', async () => {
      const { body } = await fleet.ask<RunView>('GET', `/api/v1/runs/${id}`);
      return body.finished_at ? body : null;
    });
  const doneTasks = () =>
    withDatabase(fleet.databaseUrl, async (client) =>
      Number((await client.query(`SELECT count(*) FROM tasks WHERE state = 'done'`)).rows[0].count),
    );
  const readiness = async (of: { url: string }) => (await fetch(`${of.url}/health/ready`)).status;

  it('keeps nothing of it in Postgres, and everything below its prefix', async () => {
    expect((await ended(await track())).state).to.equal('done');
    const schemas = await withDatabase(fleet.databaseUrl, async (client) => {
      const { rowCount } = await client.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'bullmq'`);
      return rowCount;
    });
    expect(schemas).to.equal(0);
    // In one script: the queue is still at work.
    const left = await redis.ask(`EVAL "return redis.call('DBSIZE') - #redis.call('KEYS', 'fleet:*')" 0`);
    const below = await redis.ask(`EVAL "return #redis.call('KEYS', 'fleet:*')" 0`);
    expect(left, 'keys elsewhere').to.equal(':0');
    expect(Number(below.slice(1))).to.be.above(0);
  });

  it('loses nothing when it is flushed at work, and has its pace back', async () => {
    const id = await track();
    await until('some of it to be done', async () => (await doneTasks()) > 20);
    await redis.flush();
    const run = await ended(id);
    expect(run.state, JSON.stringify(run.report)).to.equal('done');
    expect(await redis.ask('HGET fleet:sec-edgar:meta duration')).to.match(/^\$\d+$/); // there again
    expect(run.report.failed).to.deep.equal([]);
  });

  it('says that the queue is down, goes on when it is back, and has kept what was asked meanwhile', async () => {
    await ended(await track());
    expect([await readiness(fleet.api), await readiness(fleet.worker)]).to.deep.equal([200, 200]);
    await redis.stop();
    const refused = await fleet.ask<Problem>('POST', '/api/v1/scheduler/scrape/AAPL?days_back=60');
    expect(refused).to.deep.include({ status: 503 });
    expect(refused.body).to.include({ code: 'QUEUE_UNAVAILABLE' });
    expect([await readiness(fleet.api), await readiness(fleet.worker)]).to.deep.equal([503, 503]);

    await redis.start();
    await until('both to be ready', async () => (await readiness(fleet.api)) + (await readiness(fleet.worker)) === 400);
    const again = await fleet.ask<{ run_id: string }>('POST', '/api/v1/scheduler/scrape/MSFT?days_back=60');
    expect(again.status).to.equal(202);
    expect((await ended(again.body.run_id)).state).to.be.oneOf(['done', 'partial']);
    const { body: runs } = await fleet.ask<{ id: string }[] | { items: { id: string }[] }>('GET', '/api/v1/runs');
    const ids = (Array.isArray(runs) ? runs : runs.items).map(({ id }) => id);
    // The one that was refused is in the ledger: once it is old enough to count as left behind, the reconciler has it planned.
    await withDatabase(fleet.databaseUrl, (client) =>
      client.query(`UPDATE runs SET created_at = created_at - interval '1 minute'`),
    );
    for (const id of ids) await ended(id);
    expect(ids, 'companies, filings and prices of what is tracked, and two tickers').to.have.length(5);
  });

  it('is worked by several workers at once', async () => {
    const others = await Promise.all(
      [1, 2].map(() =>
        startApp('worker', {
          DATABASE_URL: fleet.databaseUrl,
          REDIS_URL: redis.url,
          REDIS_PREFIX: 'fleet',
          LOG_LEVEL: 'error',
          UPSTREAM_GATEWAY: fleet.sandbox.url,
          SANDBOX_PACE: '40',
        }),
      ),
    );
    try {
      const run = await ended(await track());
      expect(run.state, JSON.stringify(run.report)).to.equal('done');
      const workers = await withDatabase(fleet.databaseUrl, async (client) => {
        const { rows } = await client.query<{ worker: string }>('SELECT DISTINCT worker FROM tasks');
        return rows.length;
      });
      expect(workers).to.equal(3);
    } finally {
      await Promise.all(others.map((each) => each.stop()));
    }
  });
});
