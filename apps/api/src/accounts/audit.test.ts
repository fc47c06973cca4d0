import { Role } from '@tickermill/core';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';
import { addUser, login, openBrowser } from './browser.fixture.ts';

const now = new Date('2026-11-20T22:00:00Z');
const password = 'a long enough password';

interface Entry {
  readonly actor: string;
  readonly role: string | null;
  readonly action: string;
  readonly status: number;
}

describe('the audit log', () => {
  // Passwords are slow to check, by design, and slower on a machine that is busy.
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => now });
  });
  after(() => api.close());

  const entries = async (query = '') => (await api.askJson('GET', `audit?${query}`)).body['items'] as Entry[];

  it('records what was changed by whom, with the id of the request', async () => {
    const { ask, user } = await openBrowser(api, 'olga', 'operator');
    const paused = await ask('POST', '/api/v1/sources/sec-edgar/pause');
    expect(await paused.json()).to.include({ paused_by: 'olga' });
    const [entry] = await entries();
    expect(entry).to.deep.include({
      at: now.toISOString(),
      actor: 'olga',
      role: 'operator',
      action: 'pauseSource',
      status: 200,
      path: '/api/v1/sources/sec-edgar/pause',
      detail: { id: 'sec-edgar' },
      ip: '127.0.0.1',
      request_id: paused.headers.get('x-request-id'),
    });
    await api.askJson('PATCH', `users/${user.id}`, { role: 'viewer', password });
    expect((await entries())[0]).to.deep.include({ actor: 'local', action: 'changeUser' });
    expect((await entries())[0]).to.have.deep.property('detail', { id: user.id, role: 'viewer' });
    const csv = await api.ask('GET', '/api/v1/audit?limit=1&action=pauseSource', { headers: { accept: 'text/csv' } });
    expect((await csv.text()).split('\n')[1]).to.contain(
      ',olga,operator,pauseSource,/api/v1/sources/sec-edgar/pause,200,',
    );
  });

  it('has what failed, and neither what was only read nor what was not allowed or understood', async () => {
    const before = (await entries()).length;
    const { ask } = await openBrowser(api, 'vera', 'viewer'); // adding her, her link, her login
    await ask('GET', '/api/v1/status');
    await ask('POST', '/api/v1/scheduler/stop');
    await api.askJson('PATCH', 'sources/sec-edgar', { pace: 'fast' });
    expect(await entries()).to.have.lengthOf(before + 3);
    await api.askJson('POST', 'dead-letters/999999/revive');
    expect((await entries())[0]).to.include({ action: 'reviveDeadLetter', status: 404 });
  });

  it('has who signed in, and who could not', async () => {
    await addUser(api, 'anna', 'viewer', password);
    await login(api, { name: 'ANNA', password });
    await login(api, { name: 'anna', password: 'wrong' });
    await login(api, { name: 'hunter2 typed into the wrong field', password: 'x' });
    const logins = (await entries('action=login&limit=3')).map(({ actor, role, status }) => [actor, role, status]);
    expect(logins).to.deep.equal([
      ['unknown', null, 401],
      ['anna', null, 401],
      ['anna', 'viewer', 200],
    ]);
  });

  it('is read by page, actor, action and time, and by administrators alone', async () => {
    const all = await entries();
    expect(await entries('limit=2&page=2')).to.deep.equal(all.slice(2, 4));
    expect((await entries('actor=anna')).map(({ actor }) => actor)).to.deep.equal(['anna', 'anna']);
    expect(await entries(`from=${now.toISOString()}`)).to.have.lengthOf(all.length);
    expect(await entries(`to=${now.toISOString()}`)).to.deep.equal([]);
    expect((await api.askJson('GET', 'audit?from=yesterday')).status).to.equal(422);
    for (const role of Role.options) {
      const { ask } = await openBrowser(api, `reader-${role}`, role);
      expect((await ask('GET', '/api/v1/audit')).status, role).to.equal(role === 'admin' ? 200 : 403);
    }
  });
});
