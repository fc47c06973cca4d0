import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApiTokenCreated } from '@tickermill/core/contracts';
import { createLog } from '@tickermill/runtime/service';
import { until, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { token as localToken, type ServedApi, serveApi } from '../served-api.fixture.ts';
import { addUser, browserOf, linkCode, login } from './browser.fixture.ts';

/** Everything that people and programs sign in with is used, rightly and wrongly; then it is looked for. */
describe('secrets', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'tickermill-secrets-'));
  const file = path.join(dir, 'api.log');
  const log = createLog({ module: 'api', level: 'debug', file });
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ log });
  });
  after(async () => {
    await api.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('stand in no log, in no answer but the one that makes them, and in no table', async () => {
    const passwords = ['correct horse battery staple', 'another secret phrase', 'typed into the wrong field'];
    const [first = '', second = '', misplaced = ''] = passwords;
    const answers: string[] = [];
    const hear = async (answer: Response) => {
      answers.push(`${JSON.stringify([...answer.headers])} ${await answer.text()}`);
    };

    const user = await addUser(api, 'anna', 'admin', first);
    const code = await linkCode(api, user);
    const unused = await linkCode(api, user);
    await hear(await login(api, { name: 'anna', password: second }));
    await hear(await login(api, { name: misplaced, password: first }));
    await hear(await login(api, { name: misplaced, password: 7 }));
    const page = await fetch(`${api.url}/login`, {
      method: 'POST',
      body: new URLSearchParams({ name: 'anna', password: second }),
    });
    await hear(page);
    const browser = await browserOf(api, user, await login(api, { code }));
    await hear(await login(api, { code }));
    const { token, id } = ApiTokenCreated.parse(
      await (await browser.ask('POST', '/api/v1/tokens', { body: { name: 'ci', role: 'viewer' } })).json(),
    );
    const change = (body: unknown) => browser.ask('PUT', '/api/v1/me/password', { body });
    await hear(await change({ current_password: misplaced, password: 'short' }));
    await hear(await change({ current_password: first, password: second }));
    await hear(await browser.ask('PATCH', '/api/v1/users/999999', { body: { password: second } }));
    for (const reading of ['users', 'tokens', 'audit', 'status', 'sources']) {
      await hear(await browser.ask('GET', `/api/v1/${reading}`));
      await hear(await api.ask('GET', `/api/v1/${reading}`, { authorization: `Bearer ${token}` }));
      await hear(await api.ask('GET', `/api/v1/${reading}`, { authorization: `Bearer ${token}x` }));
    }
    await hear(await browser.ask('GET', '/'));
    await hear(await browser.ask('DELETE', `/api/v1/tokens/${id}`));
    // A failure of the inside, with a secret in the request that meets it.
    await api.store.db.$executeRaw`ALTER TABLE users RENAME TO users_gone`;
    await hear(await login(api, { name: 'anna', password: second }));
    await hear(await browser.ask('GET', `/api/v1/me?token=${token}`));
    await api.store.db.$executeRaw`ALTER TABLE users_gone RENAME TO users`;
    await hear(await browser.ask('POST', '/api/v1/logout'));

    const secrets = [...passwords, code, unused, token, browser.session, localToken];
    log.info('the end');
    await until('the log to be written', () => readFileSync(file, 'utf8').includes('the end'));
    const logged = readFileSync(file, 'utf8');
    expect(logged).to.contain('could not sign in').and.to.contain('request failed');
    const dump = await everyRow(api);
    expect(dump).to.contain('anna').and.to.contain('createToken');
    for (const secret of secrets) {
      expect(logged, 'the log').not.to.contain(secret);
      expect(dump, 'the database').not.to.contain(secret);
    }
    // What is typed into the field of the name is shown again to who typed it, in the form.
    for (const answer of answers) for (const secret of secrets) expect(answer).not.to.contain(secret);
  });
});

/** Every row of every table as text. */
function everyRow({ store }: ServedApi): Promise<string> {
  return withDatabase(store.url, async (client) => {
    const tables = await client.query(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query(`SELECT t::text AS text FROM ${name} t`);
      texts.push(...rows.map(({ text }) => `${name} ${text}`));
    }
    return texts.join('\n');
  });
}
