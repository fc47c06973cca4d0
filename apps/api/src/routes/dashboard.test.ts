import { dashboardRoutes, MetricView, SearchResponse } from '@tickermill/core/contracts';
import { storeFilings } from '@tickermill/store/datasets';
import { makeFiling } from '@tickermill/testkit';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('a search', () => {
  let api: ServedApi;
  const filing = makeFiling();
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
    await api.store.transaction((tx) => storeFilings(tx, [filing]));
    await api.store.db.$executeRaw`
      WITH gone AS (
        INSERT INTO instruments (name, listing_source, status, delisted_on) VALUES ('Apple Hospitality', 'sec-edgar', 'delisted', '2026-01-02') RETURNING id)
      INSERT INTO symbols (instrument_id, symbol, mic, valid_from, valid_to) SELECT id, 'APLE', 'XNYS', '2020-01-01', '2026-01-02' FROM gone`;
    await api.store.db
      .$executeRaw`INSERT INTO runs (id, dataset, trigger, request) VALUES (320193, 'companies', 'manual', '{}')`;
  });
  after(() => api.close());

  const found = async (q: string) => {
    const { body } = await api.askJson('GET', `search?q=${encodeURIComponent(q)}`);
    return SearchResponse.parse(body).items.map(({ kind, id, page }) => `${kind} ${id} ${page}`);
  };

  it('finds instruments by symbol and name, what it names exactly first, the delisted too', async () => {
    expect(await found('aapl')).to.deep.equal(['ticker AAPL /tickers/AAPL']);
    expect(await found('apple')).to.deep.equal(['ticker AAPL /tickers/AAPL', 'ticker APLE /tickers/APLE']);
    expect(await found('aple')).to.deep.equal(['ticker APLE /tickers/APLE']);
  });

  it('finds a number as CIK and as run, a filing by its accession, an error by its code', async () => {
    expect(await found('320193')).to.deep.equal(['ticker AAPL /tickers/AAPL', 'run 320193 /runs/320193']);
    const page = `filing ${filing.accession} /filings/${filing.accession}`;
    expect(await found(filing.accession)).to.include(page);
    expect(await found(filing.accession.replaceAll('-', ''))).to.include(page);
    const [owner] = filing.owners;
    expect(await found(owner?.cik ?? '')).to.include(`insider ${owner?.cik} /insiders/${owner?.cik}`);
    expect(await found('throttl')).to.include('error-code THROTTLED /?panel=fetch&code=THROTTLED');
  });

  it('takes what people write as text, not as a pattern', async () => {
    for (const q of ['%', '_', '\\', "'; DROP TABLE runs; --"]) expect(await found(q), q).to.deep.equal([]);
    expect((await api.askJson('GET', 'search?q=')).status).to.equal(422);
  });
});

describe('plug-in metrics and reports of browsers', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
  });
  after(() => api.close());

  it('each have the data of their kind', async () => {
    const { items } = (await api.askJson('GET', 'metrics')).body as { items: { slug: string }[] };
    expect(items.map(({ slug }) => slug)).to.deep.equal([
      'universe-months',
      'requests-by-day',
      'alerts-by-day',
      'open-tasks',
    ]);
    for (const { slug } of items) MetricView.parse((await api.askJson('GET', `metrics/${slug}`)).body);
    await api.store.db.$executeRaw`DELETE FROM instrument_events`;
    await api.store.db.$executeRaw`
      INSERT INTO instrument_events (instrument_id, day, what)
      SELECT min(id), '2026-10-31'::date, 'listed' FROM instruments UNION ALL SELECT min(id), '2026-11-01', 'delisted' FROM instruments`;
    const { data } = MetricView.parse((await api.askJson('GET', 'metrics/universe-months')).body);
    const [listed, delisted] = data as { points: [string, number][] }[];
    expect(listed?.points.slice(-2)).to.deep.equal([
      ['2026-10', 1],
      ['2026-11', 0],
    ]);
    expect(delisted?.points).to.have.length(6);
    const alerts = MetricView.parse((await api.askJson('GET', 'metrics/alerts-by-day')).body);
    const bySeverity = alerts.data as { name: string; points: [string, number][] }[];
    expect(bySeverity.map(({ name, points }) => [name, points.length])).to.deep.equal([
      ['info', 30],
      ['warning', 30],
      ['critical', 30],
    ]);
    expect((await api.askJson('GET', 'metrics/nothing')).status).to.equal(404);
  });

  it('are kept, thirty a minute of one caller, and told to operators', async () => {
    const report = () =>
      api.ask('POST', `/api/v1${dashboardRoutes.addClientLog.path}`, {
        body: { message: 'x is undefined', url: '/runs' },
      });
    for (let nth = 0; nth < 30; nth++) expect((await report()).status).to.equal(204);
    const refused = await report();
    expect([refused.status, refused.headers.get('retry-after')]).to.deep.equal([429, '60']);
    const { items } = (await api.askJson('GET', 'client-logs?limit=100')).body as { items: Record<string, unknown>[] };
    expect(items).to.have.length(30);
    expect(items[0]).to.include({ message: 'x is undefined', url: '/runs', caller: 'local', stack: null });
    expect((await api.askJson('GET', 'me')).body['flags']).to.deep.equal(['HEATMAP']);
  });
});

describe('a pause', () => {
  let api: ServedApi;
  let now = new Date('2026-11-20T22:00:00Z');
  before(async () => {
    api = await serveApi({ now: () => now });
  });
  after(() => api.close());

  it('of a source has a reason and an end, and a later one changes both', async () => {
    const pause = (body: object) => api.askJson('POST', 'sources/yahoo/pause', body);
    const first = await pause({ reason: 'they asked us to', until: '2026-11-20T23:00:00Z' });
    expect(first.body).to.include({
      state: 'paused',
      pause_reason: 'they asked us to',
      pause_until: '2026-11-20T23:00:00.000Z',
    });
    expect((await pause({})).body, 'a plain one').to.include({ pause_reason: 'they asked us to' });
    expect((await pause({ until: '2026-11-21T00:00:00Z' })).body).to.include({
      pause_until: '2026-11-21T00:00:00.000Z',
    });
    expect((await pause({ until: '2026-11-20T21:00:00Z' })).status).to.equal(422);
    const resumed = await api.askJson('POST', 'sources/yahoo/resume');
    expect(resumed.body).to.include({ state: 'open', pause_reason: null, pause_until: null });
  });

  it('of a schedule skips its slots until its end, of a group those of its tickers', async () => {
    const { store } = api;
    await store.db.$executeRaw`DELETE FROM schedules`;
    await store.db.$executeRaw`
      WITH made AS (
        INSERT INTO schedules (dataset, kind, group_key, cron, zone, since, created_at)
        VALUES ('insider-trades', 'group', 'insider-trades', '0 3 * * *', 'UTC', '2026-11-01', '2026-11-01'))
      INSERT INTO schedules (dataset, kind, instrument_id, group_key, cron, zone, since, created_at)
      SELECT 'insider-trades', 'ticker', id, 'insider-trades', '0 3 * * *', 'UTC', '2026-11-20T12:00Z', '2026-11-01' FROM instruments`;
    const [group] = await store.db.schedule.findMany({ where: { kind: 'group' } });
    const [member] = await store.db.schedule.findMany({ where: { kind: 'ticker' } });
    const body = { reason: 'a holiday', until: '2026-11-22T00:00:00Z' };
    const paused = await api.askJson('POST', `scheduler/jobs/${group?.id}/pause`, body);
    expect(paused.body).to.include({
      paused_by: 'local',
      pause_reason: 'a holiday',
      next_run: '2026-11-22T03:00:00.000Z',
    });
    expect(paused.body['cron_text']).to.equal('At 03:00 (UTC)');
    const ofMember = (await api.askJson('GET', `scheduler/jobs/${member?.id}`)).body;
    expect(ofMember).to.include({ pause_reason: 'a holiday' });
    const explained = (await api.askJson('GET', `explain?schedule=${group?.id}`)).body;
    expect(explained['sentence']).to.equal(
      'It is paused by local since 22:00 UTC (a holiday), until 2026-11-22 00:00 UTC.',
    );
    const transactions = await store.db.$queryRaw<{ xmin: string }[]>`
      SELECT xmin::text FROM schedules WHERE id = ${group?.id} UNION ALL
      (SELECT xmin::text FROM audit_log WHERE action = 'pauseSchedule' ORDER BY id DESC LIMIT 1)`;
    expect(transactions[0], 'with its audit entry').to.deep.equal(transactions[1]);

    // A pause of its own that ends sooner does not let the member go on, nor hide that of its group.
    const pauseMember = async (until: string) =>
      (await api.askJson('POST', `scheduler/jobs/${member?.id}/pause`, { reason: 'its own', until })).body;
    const withGroup = { pause_reason: 'a holiday', next_run: '2026-11-22T03:00:00.000Z' };
    expect(await pauseMember('2026-11-20T23:00:00Z')).to.include(withGroup);
    now = new Date('2026-11-20T23:30:00Z');
    expect((await api.askJson('GET', `scheduler/jobs/${member?.id}`)).body).to.include(withGroup);
    const longer = { pause_reason: 'its own', paused_at: now.toISOString(), next_run: '2026-11-23T03:00:00.000Z' };
    expect(await pauseMember('2026-11-23T00:00:00Z'), 'since now, not since the one that has ended').to.include(longer);
    expect((await api.askJson('POST', `scheduler/jobs/${member?.id}/resume`)).body).to.include(withGroup);

    now = new Date('2026-11-22T04:00:00Z'); // the slot of the 21st fell into the pause, that of the 22nd did not
    await api.askJson('POST', `scheduler/jobs/${group?.id}/resume`);
    const ticks = await store.db.scheduleTick.findMany({
      where: { scheduleId: member?.id ?? 0n },
      orderBy: { dueAt: 'asc' },
    });
    expect(ticks.map(({ dueAt, skipReason }) => [dueAt.toISOString().slice(0, 10), skipReason])).to.deep.equal([
      ['2026-11-21', 'paused'],
      ['2026-11-22', null],
    ]);
    const after = (await api.askJson('GET', `scheduler/jobs/${group?.id}`)).body;
    expect(after).to.include({ paused_at: null, pause_reason: null });
  });

  it('of all schedules says who and why', async () => {
    await api.askJson('POST', 'scheduler/stop', { reason: 'we move' });
    expect((await api.askJson('GET', 'scheduler/status')).body['stopped']).to.include({
      by: 'local',
      reason: 'we move',
    });
    await api.askJson('POST', 'scheduler/start');
    expect((await api.askJson('GET', 'scheduler/status')).body['stopped']).to.equal(null);
  });
});
