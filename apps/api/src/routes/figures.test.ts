import {
  AttentionResponse,
  FailuresResponse,
  FetchErrorsResponse,
  LaggingResponse,
  MissingDatesResponse,
  OutcomesResponse,
  RunNightsResponse,
  SourceDaysResponse,
  SummaryView,
} from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const now = new Date('2026-11-20T22:00:00Z');

/** A night with faults of every kind, of two tickers that are tracked since long. */
async function makeNight({ store }: ServedApi): Promise<void> {
  const { db } = store;
  await db.$executeRaw`DELETE FROM instrument_events`;
  await db.$executeRaw`
    WITH list AS (INSERT INTO watchlists (name) VALUES ('mine') RETURNING id)
    INSERT INTO watchlist_items (watchlist_id, instrument_id, tracked_since)
    SELECT list.id, i.id, CASE i.cik WHEN '0000320193' THEN timestamptz '2026-11-01' ELSE '2026-11-20' END FROM list, instruments i`;
  await db.$executeRaw`
    INSERT INTO instrument_events (instrument_id, day, what)
    SELECT id, CASE what WHEN 'listed' THEN date '2026-11-20' ELSE '2026-11-02' END, what
    FROM instruments, unnest(ARRAY['listed', 'delisted']) what`;
  await db.$executeRaw`
    INSERT INTO qa_findings (check_id, subject, instrument_id, date, severity, details, hash, created_at, seen_at, resolved_at, resolved_as)
    SELECT f.check_id, i.id::text, i.id, f.date, f.severity, f.details, f.date::text, f.created, f.created, f.resolved, f.how
    FROM instruments i JOIN (VALUES
      ('AAPL', 'lag_check', date '2026-11-10', 'warning', '{"last": "2026-11-10", "exchange": "XNYS", "sessions": 8}'::jsonb, timestamptz '2026-11-20T01:00Z', NULL::timestamptz, NULL),
      ('MSFT', 'lag_check', '2026-11-16', 'warning', '{"last": "2026-11-16", "exchange": "XNYS", "sessions": 3}', '2026-11-18T01:00Z', '2026-11-20T02:00Z', 'check'),
      ('AAPL', 'missing_dates', '2026-11-12', 'warning', '{"exchange": "XNYS"}', '2026-11-14T01:00Z', NULL, NULL),
      ('AAPL', 'missing_dates', '2026-11-13', 'warning', '{"exchange": "XNYS"}', '2026-11-14T01:00Z', NULL, NULL),
      ('AAPL', 'missing_dates', '2026-11-16', 'warning', '{"exchange": "XNYS"}', '2026-11-17T01:00Z', NULL, NULL),
      ('AAPL', 'missing_dates', '2026-11-18', 'warning', '{"exchange": "XNYS"}', '2026-11-19T01:00Z', NULL, NULL),
      ('MSFT', 'missing_dates', '2026-11-18', 'info', '{"exchange": "XNYS"}', '2026-11-19T01:00Z', NULL, NULL),
      ('AAPL', 'price_jump', '2026-11-18', 'critical', '{}', '2026-11-19T01:00Z', NULL, NULL),
      ('MSFT', 'price_jump', '2026-11-18', 'warning', '{}', '2026-11-19T01:00Z', '2026-11-20T01:00Z', 'person'),
      ('AAPL', 'price_jump', '2026-11-17', 'warning', '{}', '2026-11-18T01:00Z', '2026-11-20T01:00Z', 'check'),
      ('AAPL', 'price_jump', '2026-11-13', 'warning', '{}', '2026-11-14T01:00Z', NULL, NULL)
    ) AS f(symbol, check_id, date, severity, details, created, resolved, how) ON true
    JOIN symbols s ON s.instrument_id = i.id AND s.symbol = f.symbol`;
  await db.$executeRaw`
    WITH run AS (
      INSERT INTO runs (dataset, trigger, request, state, created_at, finished_at)
      VALUES ('daily-prices', 'manual', '{}', 'partial', '2026-11-20T01:00Z', '2026-11-20T02:00Z'),
        ('daily-prices', 'manual', '{}', 'done', '2026-11-20T03:00Z', '2026-11-20T04:00Z') RETURNING id
    ), target AS (
      INSERT INTO run_targets (run_id, dataset, target, target_kind, tickers, state, error_code, error_message, finished_at)
      SELECT run.id, 'daily-prices', t.target, 'instrument', ARRAY[t.ticker], t.state, t.code, 'no', t.at
      FROM (SELECT min(id) AS id FROM run) run, (VALUES ('1', 'AAPL', 'failed', 'HTTP_5XX', timestamptz '2026-11-20T01:30Z'),
        ('2', 'MSFT', 'gone', 'GONE', '2026-11-20T01:40Z'), ('3', 'OLD', 'failed', 'HTTP_5XX', '2026-11-19T20:00Z'),
        ('4', 'FINE', 'done', NULL, '2026-11-20T01:40Z')) AS t(target, ticker, state, code, at)
      RETURNING id, run_id, target
    ), task AS (
      INSERT INTO tasks (run_id, source, dataset, collector, step, input, request, title, label, priority, state, attempts, throttles)
      SELECT run_id, 'yahoo', 'daily-prices', 'chart', 'chart', '{}', 'chart AAPL', 'AAPL', 'AAPL', 10, 'failed', 5, 1
      FROM target WHERE target = '1' RETURNING id)
    INSERT INTO task_targets (task_id, target_id) SELECT task.id, target.id FROM task, target WHERE target.target = '1'`;
}

describe('the figures of a night and their rows', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => now });
    await makeNight(api);
  });
  after(() => api.close());

  const summary = async (query = '') => SummaryView.parse((await api.askJson('GET', `summary${query}`)).body);
  const get = async (path: string) => (await api.askJson('GET', path)).body;

  it('count with their change since the night before', async () => {
    const { as_of, universe, figures } = await summary();
    expect([as_of, universe]).to.deep.equal(['2026-11-20T22:00:00.000Z', 2]);
    expect(figures.map(({ name, count, change }) => [name, count, change])).to.deep.equal([
      ['active', 2, 1],
      ['new_30d', 2, 2],
      ['delisted_30d', 2, 0],
      ['lagging', 1, 0],
      ['missing_dates', 1, 0],
      ['fetch_errors', 2, 1],
      ['price_jumps_7d', 2, -2],
    ]);
    expect(figures.find(({ name }) => name === 'lagging')?.thresholds).to.include({ measure: 'share' });
    expect(figures.find(({ name }) => name === 'active')?.thresholds).to.equal(null);
  });

  it('count as many as their lists have rows, of this night and of those before', async () => {
    for (const query of ['', '?date=2026-11-20', '?date=2026-11-19', '?date=2026-11-17', '?date=2025-01-01']) {
      for (const { name, count, rows } of (await summary(query)).figures) {
        const { total, items } = await get(rows);
        expect([total, (items as unknown[]).length], `${name} ${query}`).to.deep.equal([count, count]);
      }
    }
    const { total, items } = FailuresResponse.parse(await get('qa/failures?check=price_jump&resolved=all&limit=1'));
    expect([total, items.length]).to.deep.equal([4, 1]);
    expect(FailuresResponse.parse(await get('qa/failures')).total).to.equal(8);
    expect(FailuresResponse.parse(await get('qa/failures?resolved=true')).total).to.equal(3);
    expect(FailuresResponse.parse(await get('qa/failures?resolved=true&date=2026-11-19')).total).to.equal(0);
  });

  it('list how far behind a ticker is, and which sessions it lacks, as ranges', async () => {
    const lagging = LaggingResponse.parse(await get('tickers/lagging?date=2026-11-19'));
    expect(lagging.histogram).to.deep.equal([{ sessions: 3, tickers: 1 }]);
    expect(lagging.items).to.have.length(1);
    expect(lagging.items[0]).to.include({ ticker: 'MSFT', last_day: '2026-11-16', sessions: 3, exchange: 'XNYS' });
    expect(LaggingResponse.parse(await get('tickers/lagging?days=8')).total).to.equal(0);
    const { items } = MissingDatesResponse.parse(await get('tickers/missing-dates'));
    expect(items).to.deep.equal([
      {
        ticker: 'AAPL',
        exchange: 'XNYS',
        name: 'Apple Inc.',
        sessions: 4,
        // The weekend between Friday and Monday is no gap in the range.
        ranges: [
          { from: '2026-11-12', to: '2026-11-16', sessions: 3 },
          { from: '2026-11-18', to: '2026-11-18', sessions: 1 },
        ],
      },
    ]);
  });

  it('list what failed with its code and tries, as CSV too', async () => {
    const { items, codes } = FetchErrorsResponse.parse(await get('fetch/errors'));
    expect(items.map(({ ticker, code, tries }) => [ticker, code, tries])).to.deep.equal([
      ['MSFT', 'GONE', 0],
      ['AAPL', 'HTTP_5XX', 6],
    ]);
    expect(codes).to.deep.equal([
      { code: 'GONE', targets: 1 },
      { code: 'HTTP_5XX', targets: 1 },
    ]);
    expect(FetchErrorsResponse.parse(await get('fetch/errors?code=GONE')).total).to.equal(1);
    const csv = await api.ask('GET', '/api/v1/fetch/errors?limit=1', { headers: { accept: 'text/csv' } });
    expect((await csv.text()).split('\n')).to.have.length(4);
  });

  it('say how runs and sources did, day by day', async () => {
    const { items } = RunNightsResponse.parse(await get('runs/nights?days=2'));
    expect(items.map(({ worst, ...night }) => [night, worst.state])).to.deep.equal([
      [{ dataset: 'daily-prices', night: '2026-11-20', runs: 2, states: { done: 1, partial: 1 } }, 'partial'],
    ]);
    await api.store.db.$executeRaw`
      INSERT INTO source_hours (source, hour, requests, failures, throttles, buckets)
      VALUES ('yahoo', '2026-11-19T23:00Z', 5, 1, 1, ARRAY[4, 1]), ('yahoo', '2026-11-19T01:00Z', 2, 0, 0, ARRAY[2, 0]),
        ('yahoo', '2026-11-01T01:00Z', 9, 0, 0, ARRAY[9, 0])`;
    const days = SourceDaysResponse.parse(await get('sources/days?days=7'));
    expect(days.from).to.equal('2026-11-14');
    expect(days.items).to.have.length(1);
    expect(days.items[0]).to.include({ day: '2026-11-19', requests: 7, failures: 1, throttles: 1 });
    expect(days.items[0]?.p50_ms).to.be.greaterThan(0);
  });
});

describe('what needs a person', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => now });
  });
  after(() => api.close());

  const attention = async () => AttentionResponse.parse((await api.askJson('GET', 'attention')).body).items;

  it('is told worst first, causes and not what they explain, each with what ends it', async () => {
    await api.store.db.$executeRaw`
      WITH cause AS (
        INSERT INTO alerts (class, kind, cause, severity, source, sources, names, facts, opened_at, changed_at, event_txid, event_id)
        VALUES ('operations', 'source-blocked', 'source:yahoo', 'critical', 'yahoo', '{}', ARRAY['yahoo'],
          '{"source": "yahoo", "quiet_until": null, "quiet_reason": null, "quiet_ms": 600000}', '2026-11-20T20:00Z', '2026-11-20T20:00Z', 1, 1)
        RETURNING id)
      INSERT INTO alerts (class, kind, cause, severity, dataset, sources, names, facts, opened_at, changed_at, held_by, event_txid, event_id)
      SELECT 'operations', 'run-failed', 'run-failed:daily-prices', 'critical', 'daily-prices', '{}', ARRAY['run 7'],
        '{"run": "7", "dataset": "daily-prices", "trigger": "schedule", "state": "failed"}', '2026-11-20T20:10Z', '2026-11-20T20:10Z', id, 1, 2 FROM cause`;
    await api.askJson('POST', 'scheduler/stop');
    await api.store.db.$executeRaw`
      INSERT INTO source_state (source, enabled, pace_requests, pace_per_ms, paused_at, paused_by)
      VALUES ('sec-edgar', true, 8, 1000, '2026-11-20T21:00Z', 'anna')`;
    await api.store.db.$executeRaw`
      INSERT INTO dead_letters (dataset, target, error_code, error_message, failed_on) VALUES ('daily-prices', '1', 'GONE', 'no', '{}')`;
    const items = await attention();
    expect(items.map(({ key, severity }) => `${severity} ${key}`)).to.deep.equal([
      'critical workers:none',
      'critical alert:source:yahoo',
      'warning source:paused:sec-edgar',
      'warning scheduler:stopped',
      'info dead-letters',
    ]);
    const blocked = items.find(({ key }) => key === 'alert:source:yahoo');
    expect(blocked).to.include({
      page: '/sources?source=yahoo',
      affects: 'yahoo; explains 1 other alert',
      acked_by: null,
    });
    const stopped = items.find(({ key }) => key === 'scheduler:stopped');
    expect(stopped?.headline).to.equal('all schedules are stopped by local');
    for (const { operation } of items) {
      if (operation === null) continue;
      const answered = await api.ask(operation.method, `/api/v1/${operation.path}`, { body: {} });
      expect([200, 202, 204], operation.path).to.include(answered.status);
    }
    const left = await attention();
    expect(left.map(({ key, acked_by }) => [key, acked_by])).to.deep.equal([
      ['workers:none', null],
      ['alert:source:yahoo', 'local'],
      ['dead-letters', null],
    ]);
  });

  it('names a refused list once: by its alert, or by itself where none is open', async () => {
    await api.store.db.$executeRaw`
      INSERT INTO listing_runs (listing, mic, month, day, status, rows, refused)
      VALUES ('euronext', 'XPAR', '2026-11', '2026-11-20', 'shrunk', 5, 'it names 5 of 900'),
        ('xetra', 'XETR', '2026-11', '2026-11-20', 'structure_error', 0, 'no column ISIN')`;
    await api.store.db.$executeRaw`
      INSERT INTO alerts (class, kind, cause, severity, dataset, sources, names, facts, opened_at, changed_at, event_txid, event_id)
      VALUES ('operations', 'list-refused', 'list:euronext', 'warning', 'listings', '{}', ARRAY['XPAR'],
        '{"listing": "euronext", "mic": "XPAR", "status": "shrunk", "rows": 5, "refused": null}', '2026-11-20T20:00Z', '2026-11-20T20:00Z', 1, 3)`;
    const keys = (await attention()).map(({ key }) => key).filter((key) => /list/.test(key));
    expect(keys).to.have.members(['alert:list:euronext', 'listing:xetra:XETR']);
  });

  it('is not asked for what the last slots of a schedule say', async () => {
    await api.store.db.$executeRaw`DELETE FROM schedules`;
    await api.store.db.$executeRaw`
      WITH made AS (
        INSERT INTO schedules (dataset, kind, group_key, cron, since, created_at)
        VALUES ('companies', 'market', 'companies', '0 12 * * *', '2026-11-01', '2026-11-01') RETURNING id
      ), run AS (
        INSERT INTO runs (dataset, trigger, group_key, due_at, request, state)
        VALUES ('companies', 'schedule', 'companies', '2026-11-18T12:00Z', '{}', 'failed') RETURNING id)
      INSERT INTO schedule_ticks (schedule_id, due_at, run_id, skip_reason)
      SELECT made.id, t.due, CASE WHEN t.reason IS NULL THEN run.id END, t.reason
      FROM made, run, (VALUES (timestamptz '2026-11-18T12:00Z', NULL), ('2026-11-19T12:00Z', 'stopped'), ('2026-11-17T12:00Z', 'missed')) AS t(due, reason)`;
    const { items } = OutcomesResponse.parse((await api.askJson('GET', 'scheduler/outcomes?last=2')).body);
    expect(
      items.map(({ dataset, outcomes }) => [dataset, outcomes.map(({ state, skip_reason }) => skip_reason ?? state)]),
    ).to.deep.equal([['companies', ['stopped', 'failed']]]);
  });
});
