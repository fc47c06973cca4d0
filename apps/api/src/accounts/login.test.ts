import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';
import { addUser, linkCode, login } from './browser.fixture.ts';

const password = 'a long enough password';

describe('the login', () => {
  // Passwords are slow to check, by design, and slower on a machine that is busy.
  let now = new Date('2026-11-20T22:00:00Z');
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => now, web: { trustProxy: 1 } });
    await addUser(api, 'anna', 'viewer', password);
  });
  after(() => api.close());

  const from = (ip: string) => ({ 'x-forwarded-for': ip });
  const post = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${api.url}/login`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form), headers });

  it('answers a form with the page that was wanted, and never one elsewhere', async () => {
    for (const [next, place] of [
      ['', '/'],
      ['/queues', '/queues'],
      ['/queues/queue/sec-edgar', '/queues/queue/sec-edgar'],
      ['/runs?state=failed&page=2', '/runs?state=failed&page=2'],
      ['/tickers/BRK-B?from=2026-01-02', '/tickers/BRK-B?from=2026-01-02'],
      ['//elsewhere.example', '/'],
      ['https://elsewhere.example', '/'],
      ['/\\elsewhere.example', '/'],
      ['/\telsewhere', '/'],
      ['/runs\r\nset-cookie: a=b', '/'],
      [`/runs?q=${'x'.repeat(2_000)}`, '/'],
      ['runs', '/'],
    ] as const) {
      const answer = await post({ name: 'anna', password, next }, from('192.0.2.1'));
      expect([answer.status, answer.headers.get('location')], next).to.deep.equal([303, place]);
      expect(answer.headers.getSetCookie()).to.have.lengthOf(2);
    }
  });

  it('answers a form that is wrong with the page again, in words, the name kept and escaped', async () => {
    const answer = await post({ name: '"><script>x', password: 'wrong', next: '/docs' }, from('192.0.2.2'));
    expect(answer.status).to.equal(401);
    const page = await answer.text();
    expect(page)
      .to.contain('role="alert"')
      .and.contain('value="&quot;&gt;&lt;script&gt;x"')
      .and.contain('name="next" value="/docs"');
    expect(page).not.to.contain('wrong"').and.not.to.contain('<script>x');
    const nothing = await post({ name: 'anna' }, from('192.0.2.2'));
    expect([nothing.status, nothing.headers.get('content-type')]).to.deep.equal([422, 'text/html; charset=utf-8']);
  });

  it('signs in by the button of a link', async () => {
    const code = await linkCode(api, { id: '1' });
    const page = await (await fetch(`${api.url}/login?code=${code}&next=/docs`)).text();
    expect(page).to.contain(`name="code" value="${code}"`).and.to.contain('name="next" value="/docs"');
    const answer = await post({ code, next: '/docs' });
    expect([answer.status, answer.headers.get('location')]).to.deep.equal([303, '/docs']);
  });

  it('lets nobody guess for long, however many ask at once, and says when to come back', async () => {
    const guess = (ip: string, given: unknown = { name: 'anna', password: 'wrong' }) => login(api, given, from(ip));
    const statuses = await Promise.all(Array.from({ length: 13 }, async () => (await guess('192.0.2.3')).status));
    expect(statuses.filter((status) => status === 429)).to.have.lengthOf(3);
    // Not even the right one, from there; from elsewhere it is heard.
    now = new Date(now.getTime() + 60_000);
    const refused = await guess('192.0.2.3', { name: 'Anna', password });
    expect([refused.status, refused.headers.get('retry-after')]).to.deep.equal([429, String(14 * 60)]);
    expect((await guess('192.0.2.4', { name: 'anna', password })).status).to.equal(200);
    const page = await post({ name: 'anna', password }, from('192.0.2.3'));
    expect([page.status, page.headers.get('retry-after')]).to.deep.equal([429, String(14 * 60)]);
    now = new Date(now.getTime() + 14 * 60_000);
    expect((await guess('192.0.2.3', { name: 'anna', password })).status).to.equal(200);
  });

  it('counts an address under all names, links included, and a network of version 6 as one', async () => {
    const guesses = Array.from({ length: 52 }, (_, number) =>
      login(api, { code: `tml_${number}` }, from(`2001:db8:1:2::${number + 1}`)),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429)).to.have.lengthOf(2);
    expect((await login(api, { name: 'anna', password }, from('2001:db8:1:2::ffff'))).status).to.equal(429);
    expect((await login(api, { name: 'anna', password }, from('2001:db8:ffff::1'))).status).to.equal(200);
    // A link is no guess: whoever has one is let in from there too, once.
    const code = await linkCode(api, { id: '1' });
    expect((await login(api, { code }, from('2001:db8:1:2::1'))).status).to.equal(200);
    expect((await login(api, { code }, from('2001:db8:1:2::1'))).status).to.equal(429);
  });

  it('takes no attempt from those who are right', async () => {
    for (let times = 0; times < 12; times++) {
      expect((await login(api, { name: 'anna', password }, from('192.0.2.9'))).status).to.equal(200);
    }
  });

  it('keeps a browser from loading anything from elsewhere, and from keeping or framing what it shows', async () => {
    const { headers } = await fetch(`${api.url}/login`);
    const policy = headers.get('content-security-policy') ?? '';
    for (const directive of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"])
      expect(policy.split(';')).to.include(directive);
    expect(policy).not.to.match(/unsafe|https?:|\*/);
    expect(Object.fromEntries(headers)).to.include({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers.get('strict-transport-security')).to.equal(null);
  });
});
