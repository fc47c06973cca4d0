import type { AddressInfo } from 'node:net';
import { openQueues } from '@tickermill/engine';
import { openStore } from '@tickermill/store';
import { silentLog, until, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import express from 'express';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';
import { healthRoutes } from './health.ts';

describe('the health of the API', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi();
  });
  after(() => api.close());

  it('is reported to anybody, naming each check', async () => {
    expect(await (await api.ask('GET', '/health/live', { authorization: '' })).json()).to.deep.equal({
      status: 'live',
    });
    const ready = await api.ask('GET', '/health/ready', { authorization: '' });
    const body = (await ready.json()) as { checks: Record<string, { ok: boolean }> };
    expect(body.checks).to.have.all.keys('database', 'queue', 'disk');
    expect(body.checks).to.deep.include({ database: { ok: true }, queue: { ok: true } });
  });

  it('is 503 with the reason when a server is away, and says nothing of where it is', async () => {
    const url = 'postgresql://user:secret@127.0.0.1:1/none';
    const [store, queues] = [openStore({ url }), openQueues({ backend: { kind: 'postgres', url }, log: silentLog })];
    const server = express()
      .use(healthRoutes({ store, queues, disk: { folder: '/', pausePercent: 0 }, now: () => new Date() }))
      .listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const ready = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ready`);
    const text = await ready.text();
    expect(ready.status).to.equal(503);
    expect(JSON.parse(text)).to.deep.include({ status: 'not ready' });
    expect(text)
      .to.contain('the database does not take writes')
      .and.contain('the queue does not take writes')
      .and.not.contain('secret');
    await new Promise((resolve) => server.close(resolve));
    await queues.close();
    await store.close();
  });

  /** Settings of a database hold for sessions that begin afterwards. */
  async function alter(served: ServedApi, setting: string): Promise<void> {
    const name = new URL(served.store.url).pathname.slice(1);
    const server = new URL(served.store.url);
    server.pathname = '/postgres';
    await withDatabase(server.toString(), async (client) => {
      await client.query(`ALTER DATABASE ${name} ${setting}`);
      await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    });
  }

  it('is 503 when Postgres only reads, which answers every ping', async () => {
    const served = await serveApi();
    await alter(served, 'SET default_transaction_read_only = on');
    const { status, body } = await until('it to be not ready', async () => {
      const ready = await served.ask('GET', '/health/ready');
      return ready.status === 503 && { status: ready.status, body: (await ready.json()) as { checks: object } };
    });
    expect(status).to.equal(503);
    expect(body.checks).to.deep.include({ database: { ok: false, reason: 'the database does not take writes' } });
    expect((await served.ask('GET', '/api/v1/watchlists')).status, 'it is there').to.equal(200);
    await served.close();
  });

  it('is no defect of the API: every route answers 503 with a code, and when to ask again', async () => {
    const served = await serveApi();
    await alter(served, 'ALLOW_CONNECTIONS false');
    for (const path of ['watchlists', 'status', 'runs', 'insider-trades', 'scheduler/jobs']) {
      const answer = await served.ask('GET', `/api/v1/${path}`);
      expect([answer.status, answer.headers.get('retry-after')], path).to.deep.equal([503, '5']);
      expect(await answer.json(), path).to.include({ code: 'DATABASE_UNREACHABLE' });
    }
    await alter(served, 'ALLOW_CONNECTIONS true');
    await served.close();
  });
});
