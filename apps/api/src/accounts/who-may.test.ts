import { allows, dayMs, Role } from '@tickermill/core';
import { ApiTokenCreated, apiRoutes, Problem, type RouteContract } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';
import { type Browser, openBrowser } from './browser.fixture.ts';

/** A path of a contract with something in its braces. */
const pathOf = ({ path }: RouteContract) =>
  `/api/v1${path.replaceAll(/\{(\w+)\}/g, (_braces, name) => (name === 'ticker' ? 'AAPL' : '999999'))}`;

/** Every route, called with every role: the roles of the contracts are enforced. */
describe('who may', () => {
  let now = new Date('2026-11-20T22:00:00Z');
  let api: ServedApi;
  const tokens = new Map<string, string>();
  const browsers = new Map<string, Browser>();

  before(async () => {
    api = await serveApi({ now: () => now });
    const create = async (name: string, role: Role, expires_in_days?: number) => {
      const { body } = await api.askJson('POST', 'tokens', { name, role, expires_in_days });
      const token = ApiTokenCreated.parse(body);
      tokens.set(name, token.token);
      return token;
    };
    await create('over', 'admin', 1);
    browsers.set('idle', await openBrowser(api, 'idle', 'admin'));
    now = new Date(now.getTime() + dayMs);
    for (const role of Role.options) {
      await create(role, role);
      browsers.set(role, await openBrowser(api, role, role));
    }
    const revoked = await create('revoked', 'admin');
    await api.ask('DELETE', `/api/v1/tokens/${revoked.id}`);
    const disabled = await openBrowser(api, 'disabled', 'admin');
    browsers.set('disabled', disabled);
    await api.askJson('PATCH', `users/${disabled.user.id}`, { disabled: true });
  });
  after(() => api.close());

  const outcome = async (response: Response) => {
    const { status } = response;
    if (status === 401 || status === 403) return `${status} ${Problem.parse(await response.json()).code}`;
    await response.body?.cancel(); // a stream of events goes on
    return status < 500 ? 'allowed' : `${status}`;
  };
  const byToken = async (name: string, method: string, path: string) =>
    outcome(await api.ask(method, path, { authorization: `Bearer ${tokens.get(name)}` }));
  const bySession = async (name: string, method: string, path: string) =>
    outcome((await browsers.get(name)?.ask(method, path)) ?? Response.error());

  const expected = (role: Role, needed: Role) => (allows(role, needed) ? 'allowed' : '403 FORBIDDEN');

  for (const contract of apiRoutes) {
    const method = contract.method.toUpperCase();
    const path = pathOf(contract);

    it(`${method} ${contract.path}: ${contract.role}`, async () => {
      expect(await outcome(await api.ask(method, path, { authorization: '' })), 'nobody').to.equal('401 UNAUTHORIZED');
      for (const name of ['over', 'revoked'])
        expect(await byToken(name, method, path), name).to.equal('401 UNAUTHORIZED');
      for (const name of ['idle', 'disabled'])
        expect(await bySession(name, method, path), name).to.equal('401 UNAUTHORIZED');
      for (const role of Role.options) {
        expect(await byToken(role, method, path), `token of a ${role}`).to.equal(expected(role, contract.role));
        if (contract.id === 'logout') continue; // it would end the sessions that the others ask with
        expect(await bySession(role, method, path), `session of a ${role}`).to.equal(expected(role, contract.role));
      }
    });
  }

  for (const path of ['/', '/status', '/status.js', '/theme.js', '/runs/12', '/docs', '/openapi.json']) {
    it(`GET ${path}: viewer`, async () => {
      expect(await outcome(await api.ask('GET', path, { authorization: '' }))).to.equal('401 UNAUTHORIZED');
      for (const name of ['over', 'revoked']) expect(await byToken(name, 'GET', path)).to.equal('401 UNAUTHORIZED');
      for (const name of ['idle', 'disabled']) expect(await bySession(name, 'GET', path)).to.equal('401 UNAUTHORIZED');
      for (const role of Role.options) expect(await bySession(role, 'GET', path)).to.equal('allowed');
    });
  }

  it('is asked of everybody but at health and the login', async () => {
    for (const path of ['/health/live', '/health/ready', '/login', '/login/style.css'])
      expect((await api.ask('GET', path, { authorization: '' })).status, path).to.equal(200);
    // Unknown callers do not learn that a route is missing, and nobody learns its role.
    expect((await api.ask('GET', '/nowhere', { authorization: '' })).status).to.equal(401);
    expect(await bySession('viewer', 'POST', '/api/v1/nowhere')).to.equal('allowed');
  });

  it('says how to be known, and leads a browser to the login', async () => {
    const refused = await api.ask('GET', '/api/v1/status', { authorization: '' });
    expect(refused.headers.get('www-authenticate')).to.equal('Bearer realm="tickermill"');
    const visit = (path: string) =>
      fetch(`${api.url}${path}`, { redirect: 'manual', headers: { accept: 'text/html' } });
    for (const [path, place] of [
      ['/', '/login'],
      ['/queues', '/login?next=%2Fqueues'],
      ['/docs', '/login?next=%2Fdocs'],
      ['/runs?state=failed', '/login?next=%2Fruns%3Fstate%3Dfailed'],
    ] as const) {
      const led = await visit(path);
      expect([led.status, led.headers.get('location')], path).to.deep.equal([303, place]);
    }
    for (const path of ['/api/v1/status', '/assets/index.js', '/metrics'])
      expect((await visit(path)).status, path).to.equal(401);
  });
});
