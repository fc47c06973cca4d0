import type { AddressInfo } from 'node:net';
import { openQueues } from '@tickermill/engine';
import { openStore } from '@tickermill/store';
import { silentLog } from '@tickermill/testkit';
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

  it('is told to anybody, naming each check', async () => {
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
      .use(healthRoutes({ store, queues, dataFolder: '/' }))
      .listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const ready = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ready`);
    const text = await ready.text();
    expect(ready.status).to.equal(503);
    expect(JSON.parse(text)).to.deep.include({ status: 'not ready' });
    expect(text)
      .to.contain('the database does not answer')
      .and.contain('the queue does not answer')
      .and.not.contain('secret');
    await new Promise((resolve) => server.close(resolve));
    await queues.close();
    await store.close();
  });
});
