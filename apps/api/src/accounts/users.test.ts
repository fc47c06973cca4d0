import { Problem, UsersResponse } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';
import { addUser, openBrowser } from './browser.fixture.ts';

describe('users', () => {
  // Passwords are slow to check, by design, and slower on a machine that is busy.
  let api: ServedApi;
  before(async () => {
    api = await serveApi();
  });
  after(() => api.close());

  const code = (body: unknown) => Problem.parse(body).code;

  it('are listed by name, without anything that signs one in', async () => {
    await addUser(api, 'Zoe', 'viewer', 'a long enough password');
    await addUser(api, 'anna', 'operator');
    const { body } = await api.askJson('GET', 'users');
    expect(
      UsersResponse.parse(body).items.map(({ name, role, has_password }) => [name, role, has_password]),
    ).to.deep.equal([
      ['anna', 'operator', false],
      ['Zoe', 'viewer', true],
    ]);
    expect(JSON.stringify(body)).not.to.match(/scrypt|hash/);
  });

  it('have names of their own, however they are written', async () => {
    const taken = await api.askJson('POST', 'users', { name: 'ZOE', role: 'viewer' });
    expect([taken.status, code(taken.body)]).to.deep.equal([409, 'NAME_TAKEN']);
    for (const name of ['', 'local', 'Local', 'token:ci', 'a b', 'x'.repeat(65)]) {
      expect((await api.askJson('POST', 'users', { name, role: 'viewer' })).status, name).to.equal(422);
    }
    expect((await api.askJson('POST', 'users', { name: 'x', role: 'root' })).status).to.equal(422);
    expect((await api.askJson('POST', 'users', { name: 'x', role: 'viewer', password: 'short' })).status).to.equal(422);
  });

  it('keep one administrator at least, also when two leave at once', async () => {
    const [one, two] = await Promise.all(['one', 'two'].map((name) => addUser(api, name, 'admin')));
    const change = (id: string | undefined, body: unknown) => api.askJson('PATCH', `users/${id}`, body);
    const left = await Promise.all([
      change(one?.id, { role: 'viewer' }),
      api.ask('DELETE', `/api/v1/users/${two?.id}`).then(({ status }) => ({ status })),
    ]);
    expect(left.map(({ status }) => status).filter((status) => status === 409)).to.have.lengthOf(1);
    const { body } = await api.askJson('GET', 'users');
    const [last, ...more] = UsersResponse.parse(body).items.filter(({ role }) => role === 'admin');
    expect(more).to.deep.equal([]);
    for (const refused of [await change(last?.id, { role: 'operator' }), await change(last?.id, { disabled: true })]) {
      expect([refused.status, code(refused.body)]).to.deep.equal([409, 'LAST_ADMIN']);
    }
    const deleted = await api.ask('DELETE', `/api/v1/users/${last?.id}`);
    expect(deleted.status).to.equal(409);
    // Signed in or not, nothing changed.
    expect((await api.askJson('GET', 'users')).body).to.deep.equal(body);
    expect((await change(last?.id, { password: 'a long enough password' })).status).to.equal(200);
  });

  it('that are disabled get no link, and are let in again', async () => {
    const { user } = await openBrowser(api, 'emil', 'viewer');
    await api.askJson('PATCH', `users/${user.id}`, { disabled: true });
    expect((await api.askJson('POST', `users/${user.id}/login-link`)).status).to.equal(409);
    expect((await api.askJson('PATCH', `users/${user.id}`, { disabled: false })).body).to.include({ disabled: false });
    expect((await api.askJson('POST', `users/${user.id}/login-link`)).status).to.equal(201);
  });

  it('are not found under other numbers', async () => {
    for (const [method, path] of [
      ['PATCH', 'users/999999'],
      ['POST', 'users/999999/login-link'],
      ['DELETE', 'users/999999'],
    ] as const) {
      expect((await api.askJson(method, path, { role: 'viewer' })).status, path).to.equal(404);
    }
    expect((await api.askJson('PATCH', 'users/1', {})).status).to.equal(422);
  });
});
