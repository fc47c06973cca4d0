import { latencyBoundsMs } from '@tickermill/core';
import { Problem, SourcesResponse, SourceView } from '@tickermill/core/contracts';
import { addSourceHours, ensureSource, quietSource } from '@tickermill/store/sources';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const nothingAsked = { requests: 0, failures: 0, throttles: 0, p50_ms: null, p95_ms: null };

describe('the API of sources', () => {
  let api: ServedApi;
  let store: ServedApi['store'];

  before(async () => {
    api = await serveApi();
    ({ store } = api);
  });
  after(() => api.close());
  beforeEach(() => store.db.sourceState.deleteMany());

  const ask = (method: string, path: string, body?: unknown) => api.ask(method, `/api/v1/sources${path}`, { body });
  const viewed = async (response: Response) => {
    expect(response.status).to.equal(200);
    return SourceView.parse(await response.json());
  };
  const setPace = (requests: unknown, per_ms: unknown) => ask('PATCH', '/sec-edgar', { pace: { requests, per_ms } });

  it('lists every source by its contract, also before anyone has asked it', async () => {
    const response = await ask('GET', '');
    expect(response.status).to.equal(200);
    const { items } = SourcesResponse.parse(await response.json());
    expect(items.map(({ id, enabled }) => [id, enabled])).to.deep.equal([
      ['sec-edgar', true],
      ['yahoo', true],
      ['alpha-vantage', false],
      ['stooq', false],
      ['massive', false],
      ['eodhd', false],
      ['nasdaq-listings', true],
      ['euronext-listings', true],
      ['lse-listings', true],
      ['xetra-listings', true],
      ['krx-openapi', false],
      ['krx-web', false],
    ]);
    expect(items[0]).to.deep.equal({
      id: 'sec-edgar',
      name: 'SEC EDGAR',
      enabled: true,
      state: 'open',
      requests: 0,
      quota: null,
      pace: { requests: 8, per_ms: 1_000 },
      max_pace: { requests: 8, per_ms: 1_000 },
      ceiling: { requests: 10, per_ms: 1_000 },
      quiet_until: null,
      quiet_reason: null,
      paused_at: null,
      paused_by: null,
      pause_reason: null,
      pause_until: null,
      direct_since: null,
      consecutive_failures: 0,
      breaker_trips: 0,
      network_failures: 0,
      unreadable_answers: 0,
      outages: 0,
      last_hour: nothingAsked,
      last_day: nothingAsked,
      waiting: 0,
      queued: 0,
      running: 0,
    });
  });

  it('reports recent requests, and how soon they were answered', async () => {
    const hour = (hoursAgo: number, bucket: number) => ({
      ...({ source: 'sec-edgar', requests: 10, failures: 1, throttles: 1 } as const),
      hour: new Date(Math.floor(Date.now() / 3_600_000 - hoursAgo) * 3_600_000),
      buckets: latencyBoundsMs.map((_, at) => (at === bucket ? 10 : 0)),
    });
    await addSourceHours(store.db, [hour(0, 2), hour(20, 6), hour(30, 9)]);
    const [source] = SourcesResponse.parse(await (await ask('GET', '')).json()).items;
    expect(source?.last_hour).to.deep.equal({ requests: 10, failures: 1, throttles: 1, p50_ms: 38, p95_ms: 49 });
    expect(source?.last_day).to.include({ requests: 20, failures: 2, throttles: 2, p50_ms: 50, p95_ms: 950 });
  });

  it('changes the pace, up to 80 % of the ceiling, however it is said', async () => {
    expect((await viewed(await setPace(4, 1_000))).pace).to.deep.equal({ requests: 4, per_ms: 1_000 });
    expect((await viewed(await setPace(480, 60_000))).pace).to.deep.equal({ requests: 480, per_ms: 60_000 });
    const [source] = SourcesResponse.parse(await (await ask('GET', '')).json()).items;
    expect(source?.pace).to.deep.equal({ requests: 480, per_ms: 60_000 });
  });

  it('refuses a pace that is too high or none, naming the field, and keeps the old one', async () => {
    await setPace(2, 1_000);
    const refused: [Response, string][] = [
      [await setPace(9, 1_000), 'pace'],
      [await setPace(481, 60_000), 'pace'],
      [await setPace(0, 1_000), 'pace.requests'],
      [await setPace(1.5, 1_000), 'pace.requests'],
      [await setPace('8', 1_000), 'pace.requests'],
      [await setPace(8, 0), 'pace.per_ms'],
      [await setPace(8, 1e12), 'pace.per_ms'],
      [await setPace(8, undefined), 'pace.per_ms'],
      [await ask('PATCH', '/sec-edgar', {}), 'pace'],
      [await ask('PATCH', '/sec-edgar'), 'pace'],
    ];
    for (const [index, [response, field]] of refused.entries()) {
      expect(response.status, `request ${index}`).to.equal(422);
      const problem = Problem.parse(await response.json());
      expect(problem.code).to.equal('INVALID_INPUT');
      expect(problem.errors?.map((each) => each.field)).to.deep.equal([field]);
    }
    const [source] = SourcesResponse.parse(await (await ask('GET', '')).json()).items;
    expect(source?.pace).to.deep.equal({ requests: 2, per_ms: 1_000 });
  });

  it('pauses and resumes, as often as it is asked, and leaves a quiet period as it is', async () => {
    expect(await viewed(await ask('POST', '/sec-edgar/pause'))).to.include({ state: 'paused', paused_by: 'local' });
    const { paused_at } = await viewed(await ask('POST', '/sec-edgar/pause'));
    expect(paused_at).to.be.a('string');
    expect(await viewed(await ask('POST', '/sec-edgar/resume'))).to.include({ state: 'open', paused_at: null });
    expect(await viewed(await ask('POST', '/sec-edgar/resume'))).to.include({ state: 'open' });

    await ensureSource(store.db, 'sec-edgar', { requests: 8, perMs: 1_000 });
    await quietSource(store.db, 'sec-edgar', { ms: 600_000, reason: 'the block page' });
    await ask('POST', '/sec-edgar/pause');
    const quiet = await viewed(await ask('POST', '/sec-edgar/resume'));
    expect(quiet).to.include({ state: 'quiet', quiet_reason: 'the block page' });
    expect(Date.parse(quiet.quiet_until ?? '')).to.be.above(Date.now() + 500_000);
  });

  it('knows no other source', async () => {
    for (const [method, path] of [
      ['PATCH', '/nowhere'],
      ['POST', '/nowhere/pause'],
      ['POST', '/nowhere/resume'],
      ['POST', '/SEC-EDGAR/pause'],
    ] as const) {
      const pace = { pace: { requests: 1, per_ms: 1_000 } };
      const response = await ask(method, path, path.endsWith('pause') ? {} : pace);
      expect(response.status, `${method} ${path}`).to.equal(404);
      expect(Problem.parse(await response.json()).code).to.equal('NOT_FOUND');
    }
  });
});
