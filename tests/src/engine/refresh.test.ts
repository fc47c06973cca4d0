import {
  cancelRun,
  explainFundamentals,
  forecastRefresh,
  requestRefresh,
  viewRefresh,
  viewRefreshes,
} from '@tickermill/engine';
import { refreshesChore, stockMetricsChore } from '@tickermill/engine/maintenance';
import { recordNightlyBackups } from '@tickermill/store/backups';
import { metricDays, metricsOf } from '@tickermill/store/fundamentals';
import type { RefreshRequest } from '@tickermill/store/refresh';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

const nightly: RefreshRequest = { profile: 'nightly', tickers: null, limit: null, force: false };

/** The companies of the sandbox file by its clock; that of the engine follows. */
onOneBackend('the refresh of all stocks', (toBackend) => {
  let thread: Thread;
  let day = '2026-11-20';
  before(async () => {
    const now = () => Date.parse(`${day}T12:00:00Z`);
    const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const settings = { years: 1, tickers: 12, yahooCeilingPerMinute: 0 };
    thread = await openThread(toBackend, {
      now: () => new Date(now()),
      clock: { now, delay },
      settings,
      worker: { attempts: 1 },
    });
    await thread.listCompanies();
    await thread.rows(`INSERT INTO watchlists (name) VALUES ('few')`);
    await thread.rows(`INSERT INTO watchlist_items (watchlist_id, instrument_id)
      SELECT w.id, s.instrument_id FROM watchlists w, symbols s WHERE w.name = 'few' AND s.symbol IN ('AAPL', 'MSFT')`);
  });
  after(() => thread.close());

  /** Does what a worker does in each of its rounds, until the report is written. */
  async function done(id: bigint) {
    const chore = refreshesChore(thread, 60_000);
    await until('the report is written', async () => {
      await chore.run();
      const { endedAt, state } = await viewRefresh(thread, id);
      return endedAt !== null && state !== 'running';
    });
    return viewRefresh(thread, id);
  }
  const refreshed = async (request: Partial<RefreshRequest>) =>
    done(await requestRefresh(thread, { ...nightly, ...request }));
  const stocks = async () => Number((await thread.rows<{ n: bigint }>('SELECT count(*) AS n FROM stocks'))[0]?.n ?? 0);

  /** Several stocks may be classes of one company. */
  const companies = async () =>
    Number((await thread.rows<{ n: bigint }>('SELECT count(DISTINCT cik) AS n FROM stocks'))[0]?.n ?? 0);

  it('is forecast: the requests to each source, and nothing is written', async () => {
    const all = await stocks();
    expect(all).to.be.greaterThan(5);
    const forecast = await forecastRefresh(thread, nightly);
    expect(forecast).to.deep.include({ stocks: all, withNews: 0 });
    const byDataset = Object.fromEntries(forecast.datasets.map(({ dataset, targets }) => [dataset, targets]));
    // Two are tracked; of the others a thirtieth has its turn.
    expect(byDataset).to.deep.equal({
      reports: await companies(),
      'company-facts': await companies(),
      'company-profile': 3,
      'daily-prices': 2,
    });
    expect(forecast.requests).to.equal(forecast.sources.reduce((sum, { requests }) => sum + requests, 0));
    expect(forecast.sources.map(({ source }) => source)).to.deep.equal(['sec-edgar', 'yahoo']);
    expect(forecast.minutes).to.be.greaterThan(0);
    expect((await forecastRefresh(thread, { ...nightly, force: true })).datasets[2]?.targets).to.equal(all);
    expect(await thread.rows('SELECT FROM refresh_reports')).to.have.lengthOf(0);
  });

  it('requests what is named, and reports each stock once', async () => {
    const { report, ...refresh } = await refreshed({ tickers: ['AAPL', 'MSFT', 'NOSUCH'] });
    expect(refresh).to.deep.include({
      profile: 'nightly',
      state: 'done',
      tickers: ['AAPL', 'MSFT', 'NOSUCH'],
      backup: null,
    });
    expect(report).to.deep.include({ total: 3, successful: 2, failed: 0, waiting: 0, successRate: 1, revisions: 0 });
    expect(report.skipped).to.deep.equal({ 'unknown-ticker': 1 });
    expect(report.datasets.map(({ dataset, state, targets }) => [dataset, state, targets])).to.deep.equal([
      ['reports', 'done', 3],
      ['company-facts', 'done', 3],
      ['company-profile', 'done', 3],
      ['daily-prices', 'done', 3],
    ]);
    for (const { source, open, requests, bytes } of report.sources) {
      expect(open, source).to.equal(0);
      expect(requests, source).to.be.greaterThan(1);
      expect(bytes, source).to.be.greaterThan(1_000);
    }
    expect(report.slowest[0]?.ms).to.be.at.least(report.slowest[1]?.ms ?? 0);
    const again = await refreshed({ tickers: ['AAPL'] });
    expect(again.report).to.include({ total: 1, failed: 0 });
    const facts = again.report.datasets.find(({ dataset }) => dataset === 'company-facts');
    expect(facts, 'nobody asks twice within a day').to.include({ state: 'done', found: 0 });
  });

  it('is known to whoever asks when the reports of a company were asked for, and what is missing', async () => {
    const [apple] = await thread.rows<{ symbol: string; cik: string; instrumentId: bigint }>(
      `SELECT ticker AS symbol, cik, instrument_id AS "instrumentId" FROM stocks WHERE ticker = 'AAPL'`,
    );
    const [other] = await thread.rows<{ symbol: string; cik: string; instrumentId: bigint }>(
      `SELECT ticker AS symbol, cik, instrument_id AS "instrumentId" FROM stocks WHERE cik NOT IN (SELECT cik FROM company_facts) LIMIT 1`,
    );
    if (!apple || !other) throw new Error('the sandbox lists too few stocks');
    const known = await explainFundamentals(thread, apple);
    expect(known.sentence).to.match(
      /^The facts of AAPL were last asked for .* UTC by run \d+ \(done\); the last report in them was filed on 2026-\d\d-\d\d\. No report that EDGAR's index names for the last 14 days is missing\. Its list of reports was last asked for .*\(done\)\. Its profile was last asked for .*\(done\)\.$/,
    );
    expect(known.asked.map(({ dataset }) => dataset)).to.deep.equal(['company-facts', 'company-profile', 'reports']);
    await thread.rows(`INSERT INTO index_reports (cik, accession, form, filed_on, day)
      VALUES ('${apple.cik}', '0000320193-26-000099', '10-Q', '2026-11-19', '2026-11-19')`);
    const late = await explainFundamentals(thread, apple);
    expect(late.missing).to.deep.equal([{ accession: '0000320193-26-000099', form: '10-Q', filed: '2026-11-19' }]);
    expect(late.sentence)
      .to.contain('Missing: the 10-Q filed on 2026-11-19 (0000320193-26-000099), which')
      .and.contain('until 2026-12-03.');
    await thread.rows('DELETE FROM index_reports');
    const unknown = await explainFundamentals(thread, other);
    expect(unknown).to.deep.include({ asked: [], fetchedAt: null, lastFiled: null, missing: [] });
    expect(unknown.sentence)
      .to.contain(`The facts of ${other.symbol} were never asked for`)
      .and.contain('Its profile was never asked for.');
  });

  it('keeps the metrics of each day', async () => {
    await stockMetricsChore(thread, 60_000).run();
    const [{ id = 0n } = {}] = await thread.rows<{ id: bigint }>(
      `SELECT instrument_id AS id FROM symbols WHERE symbol = 'AAPL'`,
    );
    const price = (await metricsOf(thread.store.sql, id)).find(({ metric }) => metric === 'price');
    const asked = { instrumentId: id, metric: 'price', from: null, to: null };
    expect(await metricDays(thread.store.sql, asked)).to.deep.equal([{ date: price?.asOf, value: price?.value }]);
    expect(await metricDays(thread.store.sql, { ...asked, to: '2020-01-01' })).to.deep.equal([]);
    const [stock] = await thread.rows<{ price: object; sector: string | null }>(
      `SELECT price, sector FROM stocks WHERE ticker = 'AAPL'`,
    );
    expect(String(stock?.price)).to.equal(price?.value);
    expect(stock?.sector).to.be.a('string');
  });

  it('leaves out what is not new, ends partial with what failed, and is begun by its schedule', async () => {
    await thread.fault([{ host: 'query1.finance.yahoo.com', path: '/v10/', kind: 'page' }]);
    const [{ id = 0n } = {}] = await thread.rows<{ id: bigint }>(
      `INSERT INTO runs (dataset, trigger, group_key, request) VALUES ('refresh-morning', 'schedule', 'refresh-morning',
        '{"tickers": null, "params": {"limit": 3}, "force": false}') RETURNING id`,
    );
    // It waits for its backup before its first request.
    await recordNightlyBackups(thread.store.sql, true);
    await thread.rows(`INSERT INTO maintenance_chores (name, holder, held_until, due_at)
      VALUES ('backups', 'one', now() + interval '1 h', now())`);
    for (let round = 0; round < 3; round++) expect(await refreshesChore(thread, 60_000).run()).to.equal('done');
    const waiting = await thread.rows(`SELECT trigger, state FROM backups WHERE run_id = ${id}`);
    expect(waiting).to.deep.equal([{ trigger: 'nightly', state: 'waiting' }]);
    await thread.rows(`UPDATE backups SET state = 'done', file = '/backups/one.backup'`);
    const { report, ...refresh } = await done(id);
    await thread.fault([]);
    await recordNightlyBackups(thread.store.sql, false);
    expect(refresh).to.deep.include({ profile: 'morning', limit: 3, tickers: null, backup: '/backups/one.backup' });
    expect(report.total).to.equal(await stocks());
    const facts = report.datasets.find(({ dataset }) => dataset === 'company-facts');
    expect(facts).to.include({ state: 'done' });
    expect(
      await thread.rows(
        `SELECT DISTINCT trigger FROM runs WHERE id = ANY (SELECT unnest(run_ids) FROM refresh_reports WHERE run_id = ${id})`,
      ),
    ).to.deep.equal([{ trigger: 'schedule' }]);
    expect(report.skipped['limit']).to.be.greaterThan(0);
    expect(report.total).to.equal(
      report.successful + report.failed + Object.values(report.skipped).reduce((sum, each) => sum + each, 0),
    );
    expect(report.failures.map(({ dataset }) => dataset)).to.deep.equal(['company-profile']);
    expect(report.errors.map(({ tasks }) => tasks)).to.deep.equal([1]);
    expect(refresh.state).to.equal('partial');
  });

  it('counts the reports that are new and the figures that these restate', async () => {
    day = '2026-02-20';
    await refreshed({ force: true });
    day = '2026-11-20';
    const idle = await refreshed({});
    expect(idle.report).to.deep.include({ failed: 0, revisions: 0 });
    expect(idle.report.skipped['unchanged'], 'all but those whose prices are asked').to.equal((await stocks()) - 2);
    await thread.rows(`INSERT INTO index_reports (cik, accession, form, filed_on, day)
      SELECT cik, '0000000000-26-000001', '10-Q', '2026-11-19', '2026-11-19' FROM company_facts ORDER BY cik LIMIT 2`);
    expect((await forecastRefresh(thread, nightly)).withNews).to.equal(2);
    const { report } = await refreshed({ force: true });
    const [{ n = 0n } = {}] = await thread.rows<{ n: bigint }>(
      `SELECT count(*) AS n FROM earnings_revisions v WHERE v.cause = 'restated'
         AND v.replaced_at >= (SELECT max(started_at) FROM refresh_reports)`,
    );
    expect(report.revisions).to.equal(Number(n));
    expect(report.revisedCompanies > 0).to.equal(report.revisions > 0);
    expect(report.newReports, 'EDGAR has facts of neither').to.equal(0);
  });

  it('cancels its runs with itself, and keeps the last 30 reports', async () => {
    await thread.fault([{ host: '*', kind: 'latency', ms: 2_000 }]);
    const id = await requestRefresh(thread, { ...nightly, force: true });
    await cancelRun(thread, id);
    const { state, report } = await done(id);
    await thread.fault([]);
    expect(state).to.equal('cancelled');
    expect(report.datasets.map((each) => each.state)).to.include('cancelled');
    await thread.rows(`WITH made AS (INSERT INTO runs (dataset, trigger, state, request, finished_at)
        SELECT 'refresh', 'manual', 'done', '{}', now() FROM generate_series(1, 40) RETURNING id)
      INSERT INTO refresh_reports (run_id, profile, force, run_ids, started_at, ended_at, report)
      SELECT id, 'nightly', false, '{}', now(), now(), '{"datasets": []}' FROM made`);
    const last = await refreshed({ tickers: ['NOSUCH'] });
    const kept = await viewRefreshes(thread, { limit: 100 });
    expect([kept.length, kept[0]?.runId]).to.deep.equal([30, last.runId]);
  });
});
