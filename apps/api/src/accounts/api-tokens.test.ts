import { dayMs } from '@tickermill/core';
import { ApiTokenCreated, ApiTokensResponse } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('API tokens', () => {
  let now = new Date('2026-11-20T22:00:00Z');
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => now });
  });
  after(() => api.close());

  const create = async (body: unknown) => ApiTokenCreated.parse((await api.askJson('POST', 'tokens', body)).body);
  const list = async () => ApiTokensResponse.parse((await api.askJson('GET', 'tokens')).body).items;
  const me = (token: string) => api.ask('GET', '/api/v1/me', { authorization: `Bearer ${token}` });

  it('are shown once, and kept as a hash', async () => {
    const { token, ...created } = await create({ name: 'ci', role: 'operator' });
    expect(token).to.match(/^tm_[\w-]{43}$/);
    expect(created).to.include({ name: 'ci', role: 'operator', created_by: 'local', prefix: token.slice(0, 9) });
    expect(await list()).to.deep.equal([created]);
    expect(await (await me(token)).json()).to.deep.equal({
      name: 'token:ci',
      role: 'operator',
      via: 'token',
      csrf_token: null,
      expires_at: null,
      flags: ['HEATMAP'],
    });
    const kept = await api.store.db.apiToken.findMany();
    expect(JSON.stringify(kept, (_key, value) => String(value))).not.to.contain(token);
  });

  it('say when they were last used, to the minute', async () => {
    const { token, id } = await create({ name: 'often', role: 'viewer' });
    const lastUsed = async () => (await list()).find((one) => one.id === id)?.last_used_at;
    expect(await lastUsed()).to.equal(null);
    await me(token);
    const first = now.toISOString();
    expect(await lastUsed()).to.equal(first);
    now = new Date(now.getTime() + 59_000);
    await me(token);
    expect(await lastUsed()).to.equal(first);
    now = new Date(now.getTime() + 1_000);
    await me(token);
    expect(await lastUsed()).to.equal(now.toISOString());
  });

  it('end when they are over, and when they are revoked, for good', async () => {
    const short = await create({ name: 'short', role: 'viewer', expires_in_days: 2 });
    const long = await create({ name: 'long', role: 'viewer' });
    now = new Date(now.getTime() + 2 * dayMs - 1);
    expect((await me(short.token)).status).to.equal(200);
    now = new Date(now.getTime() + 1);
    expect((await me(short.token)).status).to.equal(401);
    for (let times = 0; times < 2; times++) {
      expect((await api.ask('DELETE', `/api/v1/tokens/${long.id}`)).status).to.equal(204);
      expect((await me(long.token)).status).to.equal(401);
    }
    expect((await list()).find(({ id }) => id === long.id)?.revoked_at).to.equal(now.toISOString());
    expect((await api.ask('DELETE', '/api/v1/tokens/999999')).status).to.equal(404);
  });
});
