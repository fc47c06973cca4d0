import { request as ask } from 'node:http';
import { gzipSync } from 'node:zlib';
import { apiRoutes, type RouteContract } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { makeRouteExamples, type RouteExample } from '../route-examples.fixture.ts';
import { type ServedApi, serveApi, token } from '../served-api.fixture.ts';
import { login, openBrowser } from './browser.fixture.ts';

const changing = apiRoutes.filter(({ method }) => method !== 'get');

/** The plain way, and all at once those that were found to leave no trace: in what no contract takes. */
const ways: readonly (readonly [string, { query?: string; extra?: object; body?: string }])[] = [
  ['as it is meant', {}],
  [
    'with NUL, half a character and 20,000 levels in what nobody takes',
    {
      query: 'x=%00',
      extra: { x: '\0', y: '\ud800' },
      body: `{"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    },
  ],
];

describe('every change', function () {
  this.timeout(300_000);
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
  });
  after(() => api.close());

  const pathOf = ({ path }: RouteContract, { params = {}, query = {} }: RouteExample, more = '') => {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? 'none'));
    return `/api/v1${filled}?${[String(new URLSearchParams(query)), more].filter(Boolean).join('&')}`;
  };
  const entries = () => api.store.db.auditEntry.findMany({ orderBy: { id: 'asc' } });

  for (const [how, { query, extra, body }] of ways) {
    it(`${how}: leaves exactly one entry in the audit log, or is refused and changes nothing`, async () => {
      const world = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
      try {
        const examples = await makeRouteExamples(world);
        const count = () => world.store.db.auditEntry.count();
        for (const contract of changing) {
          const example = examples[contract.id];
          if (!example) throw new Error(`${contract.id} has no example in route-examples.fixture.ts.`);
          const before = await count();
          const isJson = example.type === undefined;
          const sent = isJson && extra ? { ...(example.body as object | undefined), ...extra } : example.body;
          const response = await world.ask(contract.method.toUpperCase(), pathOf(contract, example, query), {
            body: isJson && body && !contract.body ? body : sent,
            ...(example.type ? { headers: { 'content-type': example.type } } : {}),
            ...(example.headers ? { authorization: '', headers: example.headers } : {}),
          });
          await response.arrayBuffer();
          expect(response.status, contract.id).to.be.lessThan(500);
          const written = (await count()) - before;
          expect(written, `${contract.id} answered ${response.status}`).to.equal(response.status === 422 ? 0 : 1);
          if (written === 0) continue;
          const [entry] = await world.store.db.auditEntry.findMany({ orderBy: { id: 'desc' }, take: 1 });
          expect([entry?.action, entry?.status]).to.deep.equal([contract.id, response.status]);
        }
      } finally {
        await world.close();
      }
    });
  }

  it('does not happen where its entry cannot be written', async () => {
    const world = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
    try {
      const examples = await makeRouteExamples(world);
      await world.store.db.$executeRaw`ALTER TABLE audit_log RENAME TO audit_log_away`;
      const before = await contentOf(world);
      for (const contract of changing) {
        const example = examples[contract.id];
        if (!example) throw new Error(`${contract.id} has no example in route-examples.fixture.ts.`);
        const response = await world.ask(contract.method.toUpperCase(), pathOf(contract, example), {
          body: example.body,
          ...(example.type ? { headers: { 'content-type': example.type } } : {}),
          ...(example.headers ? { authorization: '', headers: example.headers } : {}),
        });
        await response.arrayBuffer();
        expect(response.status, contract.id).to.be.at.least(500);
        expect(await contentOf(world), contract.id).to.deep.equal(before);
      }
    } finally {
      await world.close();
    }
  });

  /** What every table holds, but for what authentication itself counts. */
  async function contentOf({ store }: ServedApi): Promise<Record<string, string | null>> {
    const tables = await store.db.$queryRaw<{ name: string }[]>`
      SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
        AND tablename NOT IN ('sessions', 'login_attempts', 'api_tokens', 'users', 'leases') ORDER BY 1`;
    const counted = `SELECT (SELECT count(*)::text FROM sessions) || (SELECT count(*)::text FROM users)
      || (SELECT string_agg(coalesce(revoked_at::text, '-'), ',') FROM api_tokens) AS content, 'accounts' AS name`;
    const all = tables.map(
      ({ name }) => `SELECT md5(string_agg(t::text, '' ORDER BY t::text)) AS content, '${name}' AS name FROM ${name} t`,
    );
    const rows = await store.db.$queryRawUnsafe<{ name: string; content: string | null }[]>(
      [...all, counted].join(' UNION ALL '),
    );
    return Object.fromEntries(rows.map(({ name, content }) => [name, content]));
  }

  for (const [what, table, path, body] of [
    ['user', 'users', 'users', { name: 'carla', role: 'viewer' }],
    ['token', 'api_tokens', 'tokens', { name: 'reader', role: 'viewer' }],
    ['watchlist', 'watchlists', 'watchlists', { name: 'kept', priority: 3 }],
    ['watch rule', 'watch_rules', 'watch-rules', { codes: ['P'] }],
    ['schedule', 'schedules', 'scheduler/jobs', { dataset: 'companies', cron: '0 12 * * *' }],
  ] as const) {
    it(`of a ${what} is written in the transaction of its entry`, async () => {
      await api.store.db.$executeRaw`DELETE FROM schedules WHERE dataset = 'companies'`;
      const { status } = await api.askJson('POST', path, body);
      expect(status).to.equal(201);
      const transaction = async (of: string) => {
        const [row] = await api.store.db.$queryRawUnsafe<{ xmin: string }[]>(
          `SELECT xmin::text FROM ${of} ORDER BY id DESC LIMIT 1`,
        );
        return row?.xmin;
      };
      expect(await transaction(table)).to.equal(await transaction('audit_log'));
    });
  }

  it('is written down as the contract accepted it, without what nobody takes', async () => {
    const path = '/api/v1/watchlists?x=%00';
    await api.ask('POST', path, { body: { name: ' mine ', priority: 3 } });
    expect((await entries()).at(-1)).to.deep.include({ action: 'addWatchlist', status: 201 });
    expect((await entries()).at(-1)?.detail).to.deep.equal({ name: 'mine', priority: 3 });
  });
});

describe('a body', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi();
  });
  after(() => api.close());

  /** Announces a body and never sends it: whoever waits for it does not answer. */
  const announce = (path: string, authorization: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = ask(`${api.url}${path}`, {
        method: 'POST',
        headers: { authorization, 'content-length': '1000000', ...headers },
      });
      asked.on('response', (response) => {
        resolve(response.statusCode);
        asked.destroy();
      });
      asked.on('error', reject);
      asked.flushHeaders();
    });

  it('is not read of those who may not send it, nor by routes that take none', async () => {
    const created = await api.askJson('POST', 'tokens', { name: 'viewer', role: 'viewer' });
    const viewer = `Bearer ${String(created.body['token'])}`;
    for (const type of ['text/csv', 'application/json']) {
      for (const path of ['/api/v1/watchlists/x/items', '/api/v1/prices/import?provider=mine', '/api/v1/users'])
        expect(await announce(path, viewer, { 'content-type': type }), `${path} ${type}`).to.equal(403);
      const resume = '/api/v1/sources/sec-edgar/resume';
      expect(await announce(resume, `Bearer ${token}`, { 'content-type': type }), type).to.equal(200);
    }
  });

  it('is refused above its ceilings, as it is inflated', async () => {
    const send = async (path: string, text: string, encoding = 'gzip') => {
      const response = await fetch(`${api.url}/api/v1/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', 'content-encoding': encoding },
        body: encoding === 'gzip' ? gzipSync(text) : text,
      });
      const { code } = (await response.json()) as { code: string };
      return [response.status, code];
    };
    const heading = 'ticker,date,close\n';
    const prices = 'prices/import?provider=mine&dry_run=true';
    expect(await send(prices, heading + ','.repeat(8_000_000))).to.deep.equal([413, 'CSV_TOO_LARGE']);
    expect(await send(prices, `ticker,date,close${',c'.repeat(3_000)}\na\n`)).to.deep.equal([413, 'CSV_TOO_LARGE']);
    expect(await send(prices, heading + '\n'.repeat(9_000_000))).to.deep.equal([413, 'CSV_TOO_LARGE']);
    expect((await send('watchlists/x/items', '\n'.repeat(1_100_000)))[0]).to.equal(413);
    expect((await send('corporate-actions/import', `ticker,date,type\n${','.repeat(8_000_000)}`))[0]).to.equal(413);
    // Whoever is refused while still sending is answered, and asks on over the same connection.
    expect(await send(prices, `${heading}${'\n'.repeat(9_000_000)}`, 'identity')).to.deep.equal([413, 'CSV_TOO_LARGE']);
  });
});

describe('refused logins', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
  });
  after(() => api.close());

  it('of an address that is locked out are counted in one entry', async () => {
    const { user } = await openBrowser(api, 'anna', 'viewer');
    const attempt = async () =>
      (
        await fetch(`${api.url}/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ code: 'tml_wrong' }),
        })
      ).status;
    let status = 0;
    for (let nth = 0; nth < 60 && status !== 429; nth++) status = await attempt();
    for (let nth = 0; nth < 5; nth++) expect(await attempt()).to.equal(429);
    // A good link is no guess: it lets its user in all the same.
    const { body } = await api.askJson('POST', `users/${user.id}/login-link`);
    const code = new URL(String(body['url'])).searchParams.get('code');
    expect((await login(api, { code })).status).to.equal(200);
    const refused = await api.store.db.auditEntry.findMany({ where: { action: 'login', status: 429 } });
    expect(refused.map(({ detail }) => detail)).to.deep.equal([{ by: 'link', attempts: 6 }]);
  });
});
