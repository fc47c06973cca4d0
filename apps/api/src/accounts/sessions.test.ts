import { Problem } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';
import { addUser, type Browser, browserOf, linkCode, login, openBrowser } from './browser.fixture.ts';

const hour = 3_600_000;
const password = 'a long enough password';

describe('sessions', () => {
  // Passwords are slow to check, by design, and slower on a machine that is busy.
  let now = new Date('2026-11-20T22:00:00Z');
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => now });
  });
  after(() => api.close());

  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  const isIn = async (browser: Browser) => (await browser.ask('GET', '/api/v1/me')).status === 200;
  const codeOf = async (response: Response) => Problem.parse(await response.json()).code;

  it('begin with a link, once', async () => {
    const user = await addUser(api, 'anna', 'operator');
    const code = await linkCode(api, user);
    // Opening a link, as message previews do, does not use it up.
    for (let looks = 0; looks < 2; looks++) {
      const page = await fetch(`${api.url}/login?code=${code}`);
      expect([page.status, await page.text()]).to.satisfy(
        ([status, text]: [number, string]) => status === 200 && text.includes('<strong>anna</strong>'),
      );
    }
    const first = await login(api, { code });
    const browser = await browserOf(api, user, first);
    expect(await (await browser.ask('GET', '/api/v1/me')).json()).to.include({
      name: 'anna',
      role: 'operator',
      via: 'session',
      csrf_token: browser.csrfToken,
    });
    const again = await login(api, { code });
    expect([again.status, await codeOf(again)]).to.deep.equal([401, 'LOGIN_FAILED']);
    expect((await fetch(`${api.url}/login?code=${code}`)).status).to.equal(401);

    const late = await linkCode(api, user);
    later(24 * hour);
    expect((await login(api, { code: late })).status).to.equal(401);
  });

  it('are a cookie that no script reads and no other site sends', async () => {
    const user = await addUser(api, 'bert', 'viewer', password);
    const answer = await login(api, { name: 'BERT', password });
    const [session, csrf] = answer.headers.getSetCookie();
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=604800']) expect(session).to.contain(part);
    expect(session).not.to.contain('Secure');
    // Cookies know no ports: another installation on this machine has another name.
    expect(session).to.contain(`tickermill-${new URL(api.url).port}=`);
    expect(csrf)
      .to.match(/^XSRF-TOKEN=/)
      .and.contain('SameSite=Strict');
    expect((await browserOf(api, user, answer)).session).to.match(/^tms_[\w-]{43}$/);
  });

  it('are sent over TLS alone where the address says https, whatever proxy is asked', async () => {
    const behind = await serveApi({ web: { publicUrl: 'https://tickers.example', trustProxy: 1 } });
    const user = await addUser(behind, 'carla', 'viewer');
    const { body } = await behind.askJson('POST', `users/${user.id}/login-link`);
    expect(body['url']).to.match(/^https:\/\/tickers\.example\/login\?code=tml_[\w-]{43}$/);
    const code = new URL(String(body['url'])).searchParams.get('code');
    const answer = await login(behind, { code }, { origin: 'https://tickers.example' });
    expect(answer.headers.getSetCookie()[0]).to.match(/^__Host-tickermill=.*; Secure/);
    expect(answer.headers.get('strict-transport-security')).to.contain('max-age=');
    await behind.close();
  });

  it('begin with a password, and tell nobody which of the two was wrong', async () => {
    const wrong = [
      { name: 'bert', password: 'another one entirely' },
      { name: 'nobody', password },
      { name: 'anna', password },
    ];
    const answers: unknown[] = [];
    for (const given of wrong) {
      const answer = await login(api, given);
      const { request_id, ...problem } = Problem.parse(await answer.json());
      expect(request_id).to.match(/^[0-9a-f-]{36}$/);
      answers.push({ status: answer.status, problem });
    }
    expect(answers[0]).to.deep.equal(answers[1]).and.to.deep.equal(answers[2]);
    expect((answers[0] as { status: number }).status).to.equal(401);
  });

  it('prove with each change that a page of ours asked for it', async () => {
    const browser = await openBrowser(api, 'dora', 'operator');
    const stop = (headers?: Record<string, string>) =>
      browser.ask('POST', '/api/v1/scheduler/start', headers ? { headers } : {});
    expect((await stop()).status).to.equal(200);
    const own = { 'x-csrf-token': browser.csrfToken, origin: api.url };
    expect((await stop(own)).status).to.equal(200);
    expect((await stop({ 'x-xsrf-token': browser.csrfToken, 'sec-fetch-site': 'same-origin' })).status).to.equal(200);
    const other = await openBrowser(api, 'emil', 'operator');
    for (const forged of [
      { origin: api.url },
      { 'x-csrf-token': browser.csrfToken },
      { ...own, 'x-csrf-token': other.csrfToken },
      { ...own, origin: 'https://elsewhere.example' },
      { ...own, origin: 'null' },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { ...own, 'sec-fetch-site': 'same-site' },
    ]) {
      const refused = await stop(forged as Record<string, string>);
      expect([refused.status, await codeOf(refused)], JSON.stringify(forged)).to.deep.equal([403, 'CROSS_SITE']);
    }
    // Reads need none of it.
    expect((await browser.ask('GET', '/api/v1/status', { headers: {} })).status).to.equal(200);
    const planted = await login(api, { name: 'bert', password }, { origin: 'https://elsewhere.example' });
    expect(planted.status).to.equal(403);
  });

  it('are asked for again from here where a link elsewhere kept them back', async () => {
    const page = (site: string, path = '/runs') =>
      fetch(api.url + path, { redirect: 'manual', headers: { accept: 'text/html', 'sec-fetch-site': site } });
    const reloads = await page('cross-site');
    expect(await reloads.text()).to.contain('<meta http-equiv="refresh" content="0">');
    const [fromHere, typed] = [await page('same-origin'), await page('none')];
    expect([reloads.status, fromHere.status, typed.status]).to.deep.equal([200, 303, 303]);
    expect(fromHere.headers.get('location')).to.equal('/login?next=%2Fruns');
    expect((await page('cross-site', '/api/v1/status')).status).to.equal(401);
  });

  it('end when nobody used them for a day, and after a week at the latest', async () => {
    const browser = await openBrowser(api, 'frieda', 'viewer');
    later(23 * hour);
    expect(await isIn(browser)).to.equal(true);
    later(23 * hour);
    expect(await isIn(browser)).to.equal(true);
    later(24 * hour);
    expect(await isIn(browser)).to.equal(false);

    const busy = await openBrowser(api, 'gustav', 'viewer');
    for (let hours = 0; hours < 7 * 24 - 12; hours += 12) {
      later(12 * hour);
      expect(await isIn(busy), `after ${hours + 12} h`).to.equal(true);
    }
    later(12 * hour);
    expect(await isIn(busy)).to.equal(false);
  });

  it('end by logout, and the browser forgets them', async () => {
    const browser = await openBrowser(api, 'heinz', 'viewer');
    const answer = await browser.ask('POST', '/api/v1/logout');
    expect(answer.status).to.equal(204);
    expect(answer.headers.getSetCookie().join()).to.contain('Expires=Thu, 01 Jan 1970');
    expect(await isIn(browser)).to.equal(false);
  });

  it('end when the user is disabled, gets another role or password, or is removed', async () => {
    const admin = await openBrowser(api, 'inge', 'admin');
    for (const change of [{ disabled: true }, { role: 'admin' }, { password }]) {
      const name = `user-${Object.keys(change)[0]}`;
      const browser = await openBrowser(api, name, 'viewer');
      const code = await linkCode(api, browser.user);
      expect((await admin.ask('PATCH', `/api/v1/users/${browser.user.id}`, { body: change })).status).to.equal(200);
      expect(await isIn(browser), name).to.equal(false);
      expect((await login(api, { code })).status, name).to.equal(401);
    }
    expect((await login(api, { name: 'user-password', password })).status).to.equal(200);
    const removed = await openBrowser(api, 'removed', 'viewer');
    expect((await admin.ask('DELETE', `/api/v1/users/${removed.user.id}`)).status).to.equal(204);
    expect(await isIn(removed)).to.equal(false);
  });

  it('of a link set a first or forgotten password, those of a password must know it; all others end', async () => {
    const one = await openBrowser(api, 'julia', 'viewer');
    const two = await browserOf(api, one.user, await login(api, { code: await linkCode(api, one.user) }));
    const set = (browser: Browser, body: unknown) => browser.ask('PUT', '/api/v1/me/password', { body });
    expect((await set(one, { password: 'short' })).status).to.equal(422);
    expect((await set(one, { password })).status).to.equal(204);
    expect([await isIn(one), await isIn(two)]).to.deep.equal([true, false]);
    const third = await browserOf(api, one.user, await login(api, { name: 'julia', password }));
    const next = 'quite another password';
    for (const body of [{ password: next }, { password: next, current_password: 'wrong' }]) {
      const refused = await set(third, body);
      expect(refused.status).to.equal(422);
      expect(Problem.parse(await refused.json()).errors?.[0]?.field).to.equal('current_password');
    }
    expect((await set(third, { password: next, current_password: password })).status).to.equal(204);
    expect((await login(api, { name: 'julia', password })).status).to.equal(401);
    expect((await login(api, { name: 'julia', password: next })).status).to.equal(200);
    expect((await api.askJson('PUT', 'me/password', { password })).status).to.equal(403);
  });
});
