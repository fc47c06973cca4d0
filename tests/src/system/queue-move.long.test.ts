import { spawn } from 'node:child_process';
import path from 'node:path';
import { defaultWatchlist } from '@tickermill/core';
import type { RunView, TrackResponse } from '@tickermill/core/contracts';
import {
  checkout,
  cloneDatabase,
  needRedis,
  type ScratchDatabase,
  scratchRedis,
  startApp,
  until,
  withDatabase,
} from '@tickermill/testkit';
import { expect } from 'chai';

const token = 'a token of the tests, of thirty-two letters and more';

/** An installation whose processes come and go, each with the queue backend that its settings name. */
describe('moving the queue of an installation', () => {
  let database: ScratchDatabase;
  let sandbox: Awaited<ReturnType<typeof startApp>>;
  let inPostgres: Record<string, string>;
  let inRedis: Record<string, string>;
  const running = new Set<{ stop(): Promise<void> }>();

  before(async function () {
    needRedis.call(this);
    sandbox = await startApp('sandbox', { SANDBOX_PORT: '0', SANDBOX_TODAY: '2026-11-20', SANDBOX_SEC_CEILING: '0' });
  });
  after(() => sandbox?.stop());
  beforeEach(async () => {
    database = await cloneDatabase();
    const redis = await scratchRedis();
    inPostgres = {
      DATABASE_URL: database.url,
      API_PORT: '0',
      API_TOKEN: token,
      LOG_LEVEL: 'error',
      NO_COLOR: '1',
      UPSTREAM_GATEWAY: sandbox.url,
      SANDBOX_PACE: '3', // so slowly that the work is not over before the queue is moved
      RECONCILE_MS: '300',
    };
    inRedis = { ...inPostgres, REDIS_URL: redis.url, REDIS_PREFIX: redis.prefix };
  });
  afterEach(async () => {
    for (const each of running) await each.stop();
    running.clear();
    await database.drop();
  });

  async function start(name: 'api' | 'worker', environment: Record<string, string>) {
    const app = await startApp(name, environment);
    running.add(app);
    const stop = async () => {
      running.delete(app);
      await app.stop();
    };
    return { ...app, stop };
  }
  async function ask<T>(url: string, method: string, place: string, body?: unknown): Promise<T> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/v1/${place}`, { method, headers, body: JSON.stringify(body) ?? null });
    return (await response.json()) as T;
  }
  /** The command line: its exit code and all that it said. */
  function tickermill(
    environment: Record<string, string>,
    ...args: string[]
  ): Promise<{ code: number | null; said: string }> {
    const cli = path.join(checkout, 'apps', 'cli', 'bin', 'tickermill.mjs');
    const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, ...environment } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
    }
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
  }
  const count = (sql: string) =>
    withDatabase(database.url, async (client) =>
      Number((await client.query(`SELECT count(*) FROM ${sql}`)).rows[0].count),
    );
  const refusal = (environment: Record<string, string>) =>
    startApp('worker', environment).then(
      () => 'it started',
      (error: Error) => error.message,
    );

  it('has what was queued in the old one done from the new one', async () => {
    const api = await start('api', inPostgres);
    const worker = await start('worker', inPostgres);
    const body = { tickers: defaultWatchlist };
    const tracked = await ask<TrackResponse>(api.url, 'POST', 'watchlists/default/items', body);
    await until('some of it to be done', async () => (await count(`tasks WHERE state = 'done'`)) > 5);

    const tooEarly = await tickermill(inRedis, 'config', 'queue-backend', 'redis');
    expect(tooEarly.code, tooEarly.said).to.equal(1);
    expect(tooEarly.said).to.match(/Workers are alive: \S+-\d+\. Stop them first/);
    expect(await refusal(inRedis)).to.contain('tickermill config queue-backend redis');

    await worker.stop();
    await api.stop();
    const left = await count(`tasks WHERE state IN ('waiting', 'queued', 'running')`);
    expect(left).to.be.above(10);
    const moved = await tickermill(inRedis, 'config', 'queue-backend', 'redis');
    expect(moved.code, moved.said).to.equal(0);
    expect(moved.said).to.contain('the queue is kept in Redis').and.to.contain('the old queue in Postgres is empty');
    expect(await count('bullmq.job')).to.equal(0);
    expect(await refusal(inPostgres)).to.contain('tickermill config queue-backend postgres');

    const [apiAgain] = [await start('api', inRedis), await start('worker', { ...inRedis, SANDBOX_PACE: '200' })];
    const run = await until('the run to end', async () => {
      const now = await ask<RunView>(apiAgain.url, 'GET', `runs/${tracked.run_id}`);
      return now.finished_at ? now : null;
    });
    expect(run.state, JSON.stringify(run.report)).to.equal('done');
    expect(await count('bullmq.job')).to.equal(0);
    expect(await count('tasks WHERE attempts > 1')).to.equal(0);
  });

  it('goes back although the old Redis is gone, and says so', async () => {
    const gone = { ...inRedis, REDIS_URL: 'redis://:a-secret@127.0.0.1:1' };
    expect((await tickermill(inRedis, 'config', 'queue-backend', 'redis')).code).to.equal(0);
    const { code, said } = await tickermill(gone, 'config', 'queue-backend', 'postgres');
    expect(code, said).to.equal(0);
    expect(said)
      .to.contain('the queue is kept in Postgres')
      .and.to.contain('was not emptied')
      .and.to.contain('unset REDIS_URL');
    const unnamed = await tickermill(inPostgres, 'config', 'queue-backend', 'postgres');
    expect(unnamed.said).to.contain('already kept in Postgres');
    expect((await tickermill(inPostgres, 'config', 'queue-backend', 'redis')).code).to.equal(2);
  });

  it('prints the settings in effect, and no secret', async () => {
    const secrets = {
      REDIS_URL: 'redis://:a-secret@127.0.0.1:1',
      SEC_EDGAR_EGRESS: 'http://user:a-secret@127.0.0.1:1,socks5://127.0.0.1:1',
    };
    const { code, said } = await tickermill({ ...inRedis, ...secrets }, 'config');
    expect(code).to.equal(0);
    expect(said)
      .to.match(/^ {2}REDIS_URL +\*+ +environment$/m)
      .and.to.match(/^ {2}SEC_EDGAR_EGRESS +\*+ +environment$/m)
      .and.to.match(/^ {2}QUEUE_WINDOW +1000 +default$/m);
    expect(said).not.to.contain('a-secret').and.not.to.contain(token);
  });

  it('refuses proxies that are none, and says nothing of how to sign in to them', async () => {
    const { code, said } = await tickermill({ ...inPostgres, SEC_EDGAR_EGRESS: 'ftp://user:a-secret@one' }, 'config');
    expect(code).to.equal(2);
    expect(said).to.contain('SEC_EDGAR_EGRESS: Not a list of proxy addresses').and.not.to.contain('a-secret');
  });

  it('tells a worker that is to join everything that it lacks at once', async () => {
    const message = await refusal({ SOURCES: 'sandbox', DATABASE_URL: '', UPSTREAM_GATEWAY: '' });
    expect(message).to.contain('DATABASE_URL: ').and.to.contain('UPSTREAM_GATEWAY: ');
    const nowhere = { ...inPostgres, DATABASE_URL: 'postgresql://tickermill:a-secret@127.0.0.1:1/tickermill' };
    const unreachable = await refusal(nowhere);
    expect(unreachable).to.contain('DATABASE_UNREACHABLE: Postgres did not answer').and.not.to.contain('a-secret');
  });
});
