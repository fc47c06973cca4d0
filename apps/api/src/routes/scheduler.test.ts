import { Problem, SchedulerStatus, SchedulesResponse, ScheduleView } from '@tickermill/core/contracts';
import { storeCompanies } from '@tickermill/store/datasets';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const now = new Date('2026-11-20T22:00:00Z');

describe('the API of the scheduler', () => {
  let api: ServedApi;
  let store: ServedApi['store'];

  before(async () => {
    api = await serveApi({ now: () => now });
    ({ store } = api);
    await store.transaction((tx) => storeCompanies(tx, [{ cik: '0000021344', symbol: 'KO', name: 'COCA COLA CO' }]));
    expect((await ask('POST', '/watchlists/mine/items', { tickers: ['AAPL', 'MSFT'] })).status).to.equal(202);
  });
  after(() => api.close());

  const ask = (method: string, path: string, body?: unknown) => api.ask(method, `/api/v1${path}`, { body });
  const list = async (query = '') =>
    SchedulesResponse.parse(await (await ask('GET', `/scheduler/jobs${query}`)).json());
  const viewed = async (response: Response, status = 200) => {
    expect(response.status).to.equal(status);
    return ScheduleView.parse(await response.json());
  };
  const idOf = async (ticker: string) => (await list(`?dataset=insider-trades&ticker=${ticker}`)).items[0]?.id ?? '';
  const refused = async (response: Response) => {
    const problem = Problem.parse(await response.json());
    return [response.status, problem.code, ...(problem.errors ?? []).map(({ field }) => field)];
  };

  it('lists the group and its tickers, each with its next five runs', async () => {
    const { items, total } = await list('?dataset=insider-trades');
    expect([total, items.map(({ kind, ticker }) => ticker ?? kind)]).to.deep.equal([3, ['group', 'AAPL', 'MSFT']]);
    for (const item of items) {
      expect(item).to.include({
        cron: '0 3,9,15,21 * * *',
        zone: 'America/New_York',
        next_run: '2026-11-21T02:00:00.000Z',
      });
      expect(item.next_runs).to.deep.equal([
        ...['2026-11-21T02:00', '2026-11-21T08:00', '2026-11-21T14:00', '2026-11-21T20:00', '2026-11-22T02:00'].map(
          (slot) => `${slot}:00.000Z`,
        ),
      ]);
    }
    expect((await list('?dataset=insider-trades&limit=1&page=2')).items.map(({ ticker }) => ticker)).to.deep.equal([
      'AAPL',
    ]);
    const ofMarket = (await list()).items.filter(({ kind }) => kind === 'market');
    expect(ofMarket.map(({ dataset, cron, zone }) => `${dataset} ${cron} ${zone}`)).to.deep.equal([
      'companies 30 5 * * * America/New_York',
      'company-facts 0 2 * * * America/New_York',
      'company-profile 30 2 * * * America/New_York',
      'filing-sections 45 2 * * * America/New_York',
      'lake null UTC',
      'listings 5 0 1 * * UTC',
      'new-tickers null UTC',
      'ownership-feed */10 6-22 * * 1-5 America/New_York',
      'ownership-index 10 6,7,9,12 * * 2-6 America/New_York',
      'quality null UTC',
      'quotes 5 * * * 1-5 UTC',
      'refresh 0 2 * * * America/New_York',
      'refresh-morning 0 7 * * * America/New_York',
      'reports 30 1 * * * America/New_York',
      'second-closes 0 16 * * 6 UTC',
    ]);
    expect((await list('?dataset=companies')).total).to.equal(1);
  });

  it('reports its state, and stops and starts', async () => {
    const status = async (response: Response) => SchedulerStatus.parse(await response.json());
    const first = await status(await ask('GET', '/scheduler/status'));
    expect(first).to.include({ running: true, jobs_count: 16, last_run: null, next_run: '2026-11-20T22:05:00.000Z' });
    // The filings and the prices of the two that are tracked, and the indexes, as they are the first.
    expect(first.queues.find(({ name }) => name === 'plan')?.waiting).to.equal(3);
    for (const _ of [1, 2]) expect((await status(await ask('POST', '/scheduler/stop'))).running).to.equal(false);
    expect((await status(await ask('GET', '/scheduler/status'))).next_run).to.equal(null);
    expect((await status(await ask('POST', '/scheduler/start'))).running).to.equal(true);
  });

  it('gives a ticker its own, changes it, and takes it back', async () => {
    const body = { dataset: 'insider-trades', ticker: 'msft', cron: '30 2 * * *', zone: 'Europe/London' };
    const response = await ask('POST', '/scheduler/jobs', body);
    const own = await viewed(response, 201);
    expect(response.headers.get('location')).to.equal(`/api/v1/scheduler/jobs/${own.id}`);
    expect(own).to.include({ ticker: 'MSFT', group: `insider-trades/${own.id}`, next_run: '2026-11-21T02:30:00.000Z' });
    const place = `/scheduler/jobs/${own.id}`;
    const listed = (await list('?dataset=insider-trades&own=true')).items.map(({ kind, ticker }) => [kind, ticker]);
    expect(listed).to.deep.equal([
      ['group', null],
      ['ticker', 'MSFT'],
    ]);
    expect(await viewed(await ask('PATCH', place, { enabled: false }))).to.include({ enabled: false, next_run: null });
    const params = { days_back: 7, max_filings: 5 };
    expect((await viewed(await ask('PATCH', place, { params, enabled: true }))).params).to.deep.equal(params);
    expect((await ask('DELETE', place)).status).to.equal(204);
    expect(await viewed(await ask('GET', place))).to.include({ group: 'insider-trades', cron: '0 3,9,15,21 * * *' });
  });

  it('writes a schedule of a market, has others follow it, and deletes it when none does', async () => {
    const [first] = (await list('?dataset=companies')).items;
    expect((await ask('DELETE', `/scheduler/jobs/${first?.id}`)).status).to.equal(204);
    const leader = await viewed(await ask('POST', '/scheduler/jobs', { dataset: 'companies', cron: '0 8 * * *' }), 201);
    expect(leader).to.include({ kind: 'market', ticker: null, zone: 'UTC', tickers: null });
    const [group] = (await list('?dataset=insider-trades')).items;
    const follower = `/scheduler/jobs/${group?.id}`;
    const chained = await viewed(await ask('PATCH', follower, { after: leader.id, not_before: '09:15' }));
    expect(chained).to.include({
      cron: null,
      after: leader.id,
      not_before: '09:15',
      next_run: '2026-11-21T14:15:00.000Z',
    });
    expect(await viewed(await ask('GET', `/scheduler/jobs/${await idOf('AAPL')}`))).to.include({ after: leader.id });
    expect(await refused(await ask('DELETE', `/scheduler/jobs/${leader.id}`))).to.deep.equal([
      422,
      'INVALID_INPUT',
      'id',
    ]);
    expect(await refused(await ask('PATCH', `/scheduler/jobs/${leader.id}`, { after: group?.id }))).to.deep.equal([
      422,
      'INVALID_INPUT',
      'after',
    ]);
    await viewed(await ask('PATCH', follower, { cron: '0 3 * * *' }));
    expect((await ask('DELETE', `/scheduler/jobs/${leader.id}`)).status).to.equal(204);
    expect((await ask('GET', `/scheduler/jobs/${leader.id}`)).status).to.equal(404);
  });

  it('answers 422 naming the field, and 404 for what is not there', async () => {
    const dataset = 'insider-trades';
    const own = { dataset, ticker: 'AAPL', cron: '0 1 * * *' };
    const aapl = await idOf('AAPL');
    const inputs: [method: string, path: string, body: unknown, field: string][] = [
      ['POST', '', { ...own, cron: '61 * * * *' }, 'cron'],
      ['POST', '', { ...own, cron: undefined }, 'cron'],
      ['POST', '', { ...own, after: aapl }, 'cron'],
      ['POST', '', { ...own, zone: 'Mars/Olympus' }, 'zone'],
      ['POST', '', { ...own, not_before: '09:00' }, 'not_before'],
      ['POST', '', { ...own, dataset: 'weather' }, 'dataset'],
      ['POST', '', { ...own, params: { days_back: 0 } }, 'params.days_back'],
      ['POST', '', { ...own, ticker: 'KO' }, 'ticker'],
      ['POST', '', { ...own, dataset: 'companies' }, 'ticker'],
      ['POST', '', { ...own, cron: undefined, after: aapl }, 'after'],
      ['POST', '', { ...own, cron: undefined, after: '999999' }, 'after'],
      ['POST', '', { dataset, cron: '0 1 * * *' }, 'dataset'],
      ['PATCH', `/${aapl}`, { cron: '* * *' }, 'cron'],
      ['PATCH', `/${aapl}`, { zone: 'New York' }, 'zone'],
      ['PATCH', `/${aapl}`, { not_before: '09:00' }, 'not_before'],
      ['PATCH', `/${aapl}`, { not_before: '25:00' }, 'not_before'],
      ['PATCH', '/first', {}, 'id'],
      ['DELETE', `/${aapl}`, undefined, 'id'],
      ['GET', '?limit=0', undefined, 'limit'],
    ];
    for (const [method, path, body, field] of inputs) {
      const answer = await refused(await ask(method, `/scheduler/jobs${path}`, body));
      expect(answer, `${method} ${path} ${JSON.stringify(body)}`).to.deep.equal([422, 'INVALID_INPUT', field]);
    }
    const unknown = await ask('POST', '/scheduler/jobs', { ...own, ticker: 'NOSUCH' });
    expect(await refused(unknown)).to.deep.equal([404, 'UNKNOWN_TICKER']);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? {} : undefined;
      expect(await refused(await ask(method, '/scheduler/jobs/999999', body))).to.deep.equal([404, 'NOT_FOUND']);
    }
    expect(await viewed(await ask('GET', `/scheduler/jobs/${aapl}`)), 'nothing was changed').to.include({
      group: dataset,
    });
  });
});
