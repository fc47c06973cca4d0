import { request } from 'node:http';
import { LoginLinkView } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi, token } from '../served-api.fixture.ts';
import { addUser } from './browser.fixture.ts';

describe('the host that a request names', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ web: { publicUrl: 'https://mill.example:8443' } });
  });
  after(() => api.close());

  const statusFor = (host: string, path = '/api/v1/me') =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { host, authorization: `Bearer ${token}` };
      request(`${api.url}${path}`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it('is ours, or is refused: loopback, and the one of PUBLIC_URL', async () => {
    const { port } = new URL(api.url);
    for (const host of [
      `127.0.0.1:${port}`,
      'localhost',
      '127.1.2.3',
      `[::1]:${port}`,
      'mill.example:8443',
      'MILL.example',
    ])
      expect(await statusFor(host), host).to.equal(200);
    for (const host of ['evil.example', '10.0.0.1', 'localhost.evil.example', '127.0.0.1.evil.example', '[', 'a b']) {
      for (const path of ['/api/v1/me', '/login', '/', '/queues', '/nowhere'])
        expect(await statusFor(host, path), `${host} ${path}`).to.be.oneOf([421, 400]);
    }
    // Whoever looks after the process names it as it likes.
    expect(await statusFor('10.0.0.1', '/health/live')).to.equal(200);
  });

  it('is in no login link', async () => {
    const plain = await serveApi();
    try {
      const user = await addUser(plain, 'anna', 'viewer');
      const { body } = await plain.askJson('POST', `users/${user.id}/login-link`);
      expect(new URL(LoginLinkView.parse(body).url).origin).to.equal(plain.url);
    } finally {
      await plain.close();
    }
    const user = await addUser(api, 'bert', 'viewer');
    const { body } = await api.askJson('POST', `users/${user.id}/login-link`);
    expect(new URL(LoginLinkView.parse(body).url).origin).to.equal('https://mill.example:8443');
  });

  it('gets the same headers on every page', async () => {
    const named = ['x-frame-options', 'strict-transport-security', 'referrer-policy', 'x-powered-by', 'cache-control'];
    const headersOf = async (path: string) => {
      const answer = await api.ask('GET', path);
      return named.map((name) => answer.headers.get(name));
    };
    const own = await headersOf('/');
    expect(own.slice(0, 2)).to.deep.equal(['DENY', 'max-age=31536000']);
    for (const path of ['/queues', '/queues/api/queues', '/docs', '/api/v1/me'])
      expect(await headersOf(path), path).to.deep.equal(own);
  });
});
