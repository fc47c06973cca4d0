import {
  CheckPreviewView,
  ChecksResponse,
  CheckView,
  ExemptionsResponse,
  ExemptionView,
  FindingDetail,
  FindingsResponse,
  FreshnessResponse,
  SummaryView,
} from '@tickermill/core/contracts';
import { checks, qualityChores } from '@tickermill/quality';
import { silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const now = () => new Date('2026-11-20T22:30:00Z');

describe('the API of quality', () => {
  let api: ServedApi;
  beforeEach(async () => {
    api = await serveApi({ now });
    await api.store.db.$executeRaw`
      INSERT INTO coverage (dataset, instrument_id, covered, first_day, provider, written_at)
      SELECT 'daily-prices', id, '{[2026-11-16,2026-11-21)}', '2026-11-16', 'yahoo', now() FROM instruments`;
    await api.store.db.$executeRaw`
      INSERT INTO daily_prices (instrument_id, known_from, checked_at, volume, date, final, open, high, low, close, adj_close, currency, provider)
      SELECT i.id, now(), now(), 100, b.date, true, b.close, b.close, b.close, b.close, b.close, 'USD', 'yahoo' FROM instruments i,
        (VALUES ('2026-11-16'::date, 10), ('2026-11-17', 10.5), ('2026-11-18', 16.5), ('2026-11-19', 16), ('2026-11-20', 16.5)) AS b(date, close)`;
  });
  afterEach(() => api.close());

  const findings = async (query = '') =>
    FindingsResponse.parse((await api.askJson('GET', `qa/findings${query}`)).body).items;
  /** Has the checks run, as a worker does. */
  const run = async (query = '') => {
    expect((await api.askJson('POST', `qa/run${query}`)).status).to.equal(202);
    const chores = qualityChores({ store: api.store, queues: api.queues, now, log: silentLog, findingDays: 90 });
    await chores.find(({ name }) => name === 'quality')?.run();
  };

  it('finds nothing within the thresholds, and what lies beyond changed ones; shows first what that would be', async () => {
    await run();
    expect(await findings()).to.deep.equal([]);
    const preview = await api.askJson('POST', 'qa/checks/price_jump/preview', { thresholds: { percent: 50 } });
    expect(CheckPreviewView.parse(preview.body)).to.deep.include({
      found: 2,
      found_now: 0,
      symbols: 2,
      from: '2026-10-21',
    });
    expect(await findings(), 'a preview writes nothing').to.deep.equal([]);

    const changed = await api.askJson('PUT', 'qa/checks/price_jump', {
      thresholds: { percent: 50 },
      severity: 'warning',
    });
    expect(CheckView.parse(changed.body)).to.deep.include({ severity: 'warning', updated_by: 'local' });
    await run('?check=price_jump');
    expect((await findings()).map(({ symbol, date, severity }) => [symbol, date, severity])).to.have.deep.members([
      ['AAPL', '2026-11-18', 'warning'],
      ['MSFT', '2026-11-18', 'warning'],
    ]);
    const [apple] = await findings('?ticker=AAPL&check=price_jump');
    expect(apple).to.deep.include({ date: '2026-11-18', fetches: 0, resolved_at: null });
    expect(apple?.details).to.include({ close: '16.500000', previous: '10.500000', changePercent: '57.14' });
    expect(await findings('?from=2026-11-19')).to.deep.equal([]);
    expect(await findings('?severity=critical')).to.deep.equal([]);
  });

  it('resolves a finding for a person, and shows its history', async () => {
    await api.askJson('PUT', 'qa/checks/price_jump', { thresholds: { percent: 50 } });
    await run();
    const [finding] = await findings('?ticker=MSFT');
    const resolved = await api.askJson('POST', `qa/findings/${finding?.id}/resolve`, { note: 'a takeover' });
    const detail = FindingDetail.parse(resolved.body);
    expect(detail).to.deep.include({ resolved_as: 'person', resolved_by: 'local', note: 'a takeover', history: [] });
    expect([(await findings()).length, (await findings('?state=all')).length]).to.deep.equal([1, 2]);
    expect(FindingDetail.parse((await api.askJson('GET', `qa/findings/${finding?.id}`)).body)).to.deep.equal(detail);
    expect((await api.askJson('GET', 'qa/findings/999')).status).to.equal(404);
  });

  it('exempts a ticker from a check until a day, tells it apart, and ends that', async () => {
    await api.askJson('PUT', 'qa/checks/price_jump', { thresholds: { percent: 50 } });
    await run();
    const about = { check: 'price_jump', ticker: 'MSFT', reason: 'a takeover', until: '2026-12-01' };
    const added = await api.askJson('POST', 'qa/exemptions', about);
    expect(added.status).to.equal(201);
    const exemption = ExemptionView.parse(added.body);
    expect(exemption).to.deep.include({ ...about, created_by: 'local', findings: 1, ended_at: null });
    const [exempt] = await findings('?state=exempt');
    expect(exempt).to.deep.include({
      symbol: 'MSFT',
      resolved_as: 'exemption',
      exemption: { id: exemption.id, reason: 'a takeover', until: '2026-12-01' },
    });
    expect((await findings()).map(({ symbol }) => symbol)).to.deep.equal(['AAPL']);
    const { items } = ChecksResponse.parse((await api.askJson('GET', 'qa/checks')).body);
    expect(items.find(({ check }) => check === 'price_jump')).to.deep.include({
      open: { info: 0, warning: 0, critical: 1, symbols: 1 },
      exempt: 1,
    });
    const refused = await api.askJson('POST', 'qa/exemptions', { ...about, until: '2026-11-19' });
    expect([refused.status, refused.body['detail']]).to.deep.equal([
      422,
      'until: must be a day from 2026-11-20 to 2027-11-21',
    ]);

    const list = async (query = '') =>
      ExemptionsResponse.parse((await api.askJson('GET', `qa/exemptions${query}`)).body).items;
    expect((await list('?ticker=MSFT&check=price_jump')).map(({ id }) => id)).to.deep.equal([exemption.id]);
    const ended = await api.askJson('DELETE', `qa/exemptions/${exemption.id}`);
    expect(ExemptionView.parse(ended.body)).to.deep.include({ ended_by: 'local', findings: 0 });
    expect([(await list()).length, (await list('?ended=true')).length]).to.deep.equal([0, 1]);
    expect(await findings()).to.have.length(2);
  });

  it('takes thresholds within their bounds alone, and says which is wrong', async () => {
    const change = (check: string, body: object) => api.askJson('PUT', `qa/checks/${check}`, body);
    expect((await change('price_jump', { thresholds: { percent: 0 } })).body['detail']).to.match(
      /^thresholds\.percent: /,
    );
    expect((await change('price_jump', { thresholds: { ratio: 2 } })).body['detail']).to.match(
      /^thresholds\.ratio: price_jump takes percent/,
    );
    expect((await change('price_jump', { yellow: 30, red: 10 })).status).to.equal(422);
    expect((await change('no_check', {})).status).to.equal(404);
    expect((await api.askJson('POST', 'qa/run?check=no_check')).status).to.equal(404);
    const { items } = ChecksResponse.parse((await api.askJson('GET', 'qa/checks')).body);
    expect(items.find(({ check }) => check === 'price_jump')?.thresholds).to.deep.equal([
      { name: 'percent', value: 75, usual: 75, from: 1, to: 1000, meaning: 'Percent of the close before.' },
    ]);
  });

  it('says to anybody that all is fresh, once the session is there', async () => {
    await api.store.db.$executeRaw`
      WITH list AS (INSERT INTO watchlists (name) VALUES ('mine') RETURNING id)
      INSERT INTO watchlist_items (watchlist_id, instrument_id, tracked_since)
      SELECT list.id, i.id, '2026-11-01' FROM list, instruments i`;
    await api.askJson('PATCH', 'deadlines/daily-prices/XNYS', { wall_time: '17:00' }); // half an hour ago
    const fresh = await api.ask('GET', '/health/fresh', { authorization: '' });
    expect([fresh.status, await fresh.json()]).to.deep.equal([200, { status: 'fresh', late: [] }]);
  });

  it('reports what each check came to on a day, and resolves what a disabled one has found', async () => {
    await api.askJson('PUT', 'qa/checks/price_jump', { thresholds: { percent: 50 } });
    await run();
    await run();
    const days = (await api.askJson('GET', 'qa/summary')).body['items'] as Record<string, unknown>[];
    expect(days.find(({ check }) => check === 'price_jump')).to.deep.include({
      day: '2026-11-20',
      fails: 2,
      universe: 2,
      share: 100,
      colour: 'yellow',
      error: null,
    });
    expect(days).to.have.length(checks.length);
    await api.askJson('PUT', 'qa/checks/price_jump', { enabled: false });
    expect(await findings()).to.deep.equal([]);
    await run();
    expect(await findings()).to.deep.equal([]);
  });
});

describe('the API of freshness and the day', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now });
    await api.store.db.$executeRaw`
      WITH list AS (INSERT INTO watchlists (name) VALUES ('mine') RETURNING id)
      INSERT INTO watchlist_items (watchlist_id, instrument_id, tracked_since)
      SELECT list.id, i.id, '2026-11-01' FROM list, instruments i`;
  });
  after(() => api.close());

  it('reports that a session is missed once its deadline has passed, and that it is there', async () => {
    const freshness = async () => FreshnessResponse.parse((await api.askJson('GET', 'freshness')).body).items;
    expect((await freshness()).map(({ exchange, state }) => [exchange, state])).to.deep.equal([['XNYS', 'waiting']]);
    const change = (body: object) => api.askJson('PATCH', 'deadlines/daily-prices/XNYS', body);
    expect((await change({ wall_time: '25:00' })).status).to.equal(422);
    expect((await change({ warning_minutes: 300 })).status).to.equal(422);
    expect((await api.askJson('PATCH', 'deadlines/quotes/XNYS', {})).status).to.equal(404);
    expect((await change({ wall_time: '17:00' })).body).to.include({ wall_time: '17:00', zone: 'America/New_York' });
    const [late] = await freshness();
    expect(late).to.include({ state: 'late', late_minutes: 30, percent: 0, due_session: '2026-11-20', session: null });
    const fresh = await api.ask('GET', '/health/fresh', { authorization: '' });
    expect([fresh.status, await fresh.json()]).to.deep.equal([
      503,
      {
        status: 'late',
        late: [{ dataset: 'daily-prices', exchange: 'XNYS', session: '2026-11-20', late_minutes: 30 }],
      },
    ]);
  });

  it('reports the day in seven figures, of what is tracked or stored and not of the whole market', async () => {
    // Those of the fixture are of the day of this machine.
    await api.store.db.$executeRaw`DELETE FROM instrument_events`;
    await api.store.db.$executeRaw`
      WITH others AS (
        INSERT INTO instruments (name, listing_source) SELECT 'Other ' || n, 'sec-edgar' FROM generate_series(1, 9) n RETURNING id)
      INSERT INTO instrument_events (instrument_id, day, what)
      SELECT id, '2026-11-19'::date, what FROM others, unnest(ARRAY['listed', 'delisted']) what
      UNION ALL SELECT min(id), '2026-11-19', 'listed' FROM instruments`;
    const { universe, figures } = SummaryView.parse((await api.askJson('GET', 'summary')).body);
    expect(universe).to.equal(2);
    expect(figures.map(({ name, count, share, colour }) => `${name} ${count} ${share} ${colour}`)).to.deep.equal([
      'active 2 100 green',
      'new_30d 1 50 green',
      'delisted_30d 0 0 green',
      'lagging 0 0 green',
      'missing_dates 0 0 green',
      'fetch_errors 0 0 green',
      'price_jumps_7d 0 0 green',
    ]);
  });
});
