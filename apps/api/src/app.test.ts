import { Problem, StatusResponse } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi, token } from './served-api.fixture.ts';

const now = new Date('2026-11-20T22:00:00Z');

describe('the API', () => {
  let api: ServedApi;
  let store: ServedApi['store'];

  before(async () => {
    api = await serveApi({ now: () => now });
    ({ store } = api);
    // The list of companies was read a minute ago: an unknown ticker does not read it again.
    await store.db.run.create({
      data: {
        dataset: 'companies',
        trigger: 'manual',
        state: 'done',
        request: {},
        finishedAt: new Date(now.getTime() - 60_000),
      },
    });
  });
  after(() => api.close());

  const ask = (method: string, path: string, { auth, body }: { auth?: string; body?: string } = {}) =>
    api.ask(method, path, { body, ...(auth === undefined ? {} : { authorization: auth }) });
  const problem = async (response: Response) => {
    expect(response.headers.get('content-type')).to.contain('application/problem+json');
    return Problem.parse(await response.json());
  };

  it('answers health to anyone', async () => {
    for (const path of ['/health/live', '/health/ready'])
      expect((await ask('GET', path, { auth: '' })).status, path).to.equal(200);
  });

  it('answers nothing else without the token', async () => {
    const paths = [
      '/api/v1/status',
      '/api/v1/runs',
      '/api/v1/runs/1',
      '/',
      '/api/v1/nowhere',
      '/runbooks/queue-lost.md',
    ];
    for (const auth of ['', 'Bearer ', 'Bearer wrong', token, `Basic ${token}`]) {
      for (const path of paths) {
        const response = await ask('GET', path, { auth });
        expect(response.status, `${path} with "${auth}"`).to.equal(401);
        expect((await problem(response)).code).to.equal('UNAUTHORIZED');
      }
    }
    expect((await ask('POST', '/api/v1/scheduler/scrape/AAPL', { auth: '' })).status).to.equal(401);
  });

  it('shows the run-books that alerts link to as text, and no other file', async () => {
    const book = await ask('GET', '/runbooks/queue-lost.md');
    expect([book.status, book.headers.get('content-type')]).to.deep.equal([200, 'text/plain; charset=utf-8']);
    expect(await book.text()).to.match(/^# The queue is lost/);
    for (const path of ['/runbooks/', '/runbooks/no-such.md', '/runbooks/..%2fapi.md', '/runbooks/%2e%2e/api.md'])
      expect((await ask('GET', path)).status, path).to.equal(404);
  });

  it('answers 404 with a problem for what is not there', async () => {
    for (const path of ['/api/v1/nowhere', '/api/v1/runs/999999', '/api/v1/runs/999999/targets']) {
      const response = await ask('GET', path);
      expect(response.status, path).to.equal(404);
      expect((await problem(response)).code).to.equal('NOT_FOUND');
    }
    const unknown = await ask('POST', '/api/v1/scheduler/scrape/NOSUCH');
    expect(unknown.status).to.equal(404);
    const { code, detail } = await problem(unknown);
    expect(code).to.equal('UNKNOWN_TICKER');
    expect(detail).to.contain('No listed company has the ticker NOSUCH.');
  });

  it('answers 422 naming every field that is not acceptable', async () => {
    const response = await ask('POST', '/api/v1/scheduler/scrape/AAPL?days_back=0&max_filings=x&wait=1e9');
    expect(response.status).to.equal(422);
    expect((await problem(response)).errors?.map(({ field }) => field)).to.deep.equal([
      'days_back',
      'max_filings',
      'wait',
    ]);
    const inputs: [string, string, string | undefined, string][] = [
      ['POST', '/api/v1/scheduler/scrape/not%20a%20ticker', undefined, 'ticker'],
      ['GET', '/api/v1/runs/abc', undefined, 'id'],
      ['GET', '/api/v1/runs?limit=100000', undefined, 'limit'],
      ['POST', '/api/v1/watchlists/mine/items', '{"tickers": []}', 'tickers'],
      ['POST', '/api/v1/watchlists/mine/items', '{"tickers": ["AAPL", 7]}', 'tickers.1'],
    ];
    for (const [method, path, body, field] of inputs) {
      const answer = await ask(method, path, body === undefined ? {} : { body });
      expect(answer.status, path).to.equal(422);
      expect((await problem(answer)).errors?.[0]?.field, path).to.equal(field);
    }
  });

  it('answers a body that is no JSON as bad input, not as a failure of its own', async () => {
    const response = await ask('POST', '/api/v1/watchlists/mine/items', { body: '{"tickers": [' });
    expect(response.status).to.equal(422);
    expect(await problem(response)).to.include({ code: 'INVALID_INPUT' });
  });

  it('accepts a manual run and a watchlist, each as a run that waits for its planner', async () => {
    const scrape = await ask('POST', '/api/v1/scheduler/scrape/aapl?days_back=7');
    expect(scrape.status).to.equal(202);
    const { run_id } = (await scrape.json()) as { run_id: string };
    expect(scrape.headers.get('location')).to.equal(`/api/v1/runs/${run_id}`);
    const run = await store.db.run.findUniqueOrThrow({ where: { id: BigInt(run_id) } });
    expect(run).to.deep.include({ state: 'planning', trigger: 'manual' });
    expect(run.request).to.deep.equal({
      tickers: ['AAPL'],
      params: { daysBack: 7, maxFilings: 10 },
      force: false,
      isNamed: true,
    });

    const tracked = await ask('POST', '/api/v1/watchlists/mine/items', { body: '{"tickers": ["AAPL"]}' });
    expect(tracked.status).to.equal(202);
    const again = await ask('POST', '/api/v1/watchlists/mine/items', { body: '{"tickers": ["aapl"]}' });
    expect([again.status, await again.json()]).to.deep.equal([
      200,
      { tracked: 0, removed: 0, refused: [], run_id: null, prices_run_id: null, runs: [] },
    ]);
  });

  it('answers the status by its contract', async () => {
    const status = StatusResponse.parse(await (await ask('GET', '/api/v1/status')).json());
    expect(status).to.include({ mode: 'sandbox', tracked_tickers: 1 });
    expect(status.runs.map(({ dataset }) => dataset)).to.include.members(['insider-trades', 'daily-prices']);
  });
});
