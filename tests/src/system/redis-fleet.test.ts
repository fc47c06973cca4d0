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

  before(async function () {
    needRedis.call(this);
    redis = await openOwnRedis();
    fleet = await openFleet({ REDIS_URL: redis.url, REDIS_PREFIX: 'fleet', RECONCILE_MS: '300', SANDBOX_PACE: '40' });
  });
  after(async () => {
    await redis?.start();
    await fleet?.close();
    await redis?.close();
  });

  /** Tracks tickers that are not tracked yet; the run that asks for their filings. */
  const track = async (tickers: readonly string[]) =>
    (await fleet.ask<TrackResponse>('POST', '/api/v1/watchlists/default/items', { tickers })).body.run_id as string;
  /** The next companies of the list, which the first run has brought. */
  const trackMore = async (count: number) => {
    const tickers = await withDatabase(fleet.databaseUrl, async (client) => {
      const { rows } = await client.query<{ symbol: string }>(
        `SELECT min(symbol) AS symbol FROM symbols WHERE instrument_id NOT IN (SELECT instrument_id FROM watchlist_items)
         GROUP BY instrument_id ORDER BY instrument_id LIMIT ${count}`,
      );
      return rows.map(({ symbol }) => symbol);
    });
    expect(tickers).to.have.length(count);
    return track(tickers);
  };
  const ended = (id: string) =>
    until('the run to end', async () => {
      const { body } = await fleet.ask<RunView>('GET', `/api/v1/runs/${id}`);
      return body.finished_at ? body : null;
    });
  const doneTasks = (run: string) =>
    withDatabase(fleet.databaseUrl, async (client) =>
      Number(
        (await client.query(`SELECT count(*) FROM tasks WHERE run_id = $1 AND state = 'done'`, [run])).rows[0].count,
      ),
    );
  const runIds = async () => {
    const { body } = await fleet.ask<{ items: { id: string }[] }>('GET', '/api/v1/runs');
    return body.items.map(({ id }) => id);
  };
  const readiness = async (of: { url: string }) => (await fetch(`${of.url}/health/ready`)).status;

  it('keeps nothing of it in Postgres, and everything below its prefix', async () => {
    expect((await ended(await track(defaultWatchlist))).state).to.equal('done');
    const schemas = await withDatabase(fleet.databaseUrl, async (client) => {
      const { rowCount } = await client.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'bullmq'`);
      return rowCount;
    });
    expect(schemas).to.equal(0);
    // Both leave out keys that have expired and are still counted by DBSIZE.
    const left = await redis.ask(
      `EVAL "local n = 0; for _, key in ipairs(redis.call('KEYS', '*')) do if key:sub(1, 6) ~= 'fleet:' then n = n + 1 end end; return n" 0`,
    );
    const below = await redis.ask(`EVAL "return #redis.call('KEYS', 'fleet:*')" 0`);
    expect(left, 'keys elsewhere').to.equal(':0');
    expect(Number(below.slice(1))).to.be.above(0);
  });

  it('loses nothing when it is flushed at work, and has its pace back', async () => {
    const id = await trackMore(20);
    await until('some of it to be done', async () => (await doneTasks(id)) > 20);
    await redis.flush();
    const run = await ended(id);
    expect(run.state, JSON.stringify(run.report)).to.equal('done');
    expect(await redis.ask('HGET fleet:sec-edgar:meta duration')).to.match(/^\$\d+$/); // there again
    expect(run.report.failed).to.deep.equal([]);
  });

  it('says that the queue is down, goes on when it is back, and has kept what was asked meanwhile', async () => {
    const before = await runIds();
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
    const ids = (await runIds()).filter((id) => !before.includes(id));
    // The one that was refused is in the ledger: once it is old enough to count as left behind, the reconciler has it planned.
    await withDatabase(fleet.databaseUrl, (client) =>
      client.query(`UPDATE runs SET created_at = created_at - interval '1 minute'`),
    );
    for (const id of ids) await ended(id);
    expect(ids, 'the ticker that was refused, and the other').to.have.length(2);
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
      const id = await trackMore(15);
      const run = await ended(id);
      expect(run.state, JSON.stringify(run.report)).to.equal('done');
      const workers = await withDatabase(fleet.databaseUrl, async (client) => {
        const { rows } = await client.query<{ worker: string }>('SELECT DISTINCT worker FROM tasks WHERE run_id = $1', [
          id,
        ]);
        return rows.length;
      });
      expect(workers).to.equal(3);
    } finally {
      await Promise.all(others.map((each) => each.stop()));
    }
  });
});
