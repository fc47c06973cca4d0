import { defaultWatchlist } from '@tickermill/core';
import { awaitRun, trackTickers } from '@tickermill/engine';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onEveryBackend, onOneBackend } from './every-backend.ts';
import { openThread, runMs, type Thread, today } from './thread.fixture.ts';

interface Truth {
  readonly total: {
    filings: number;
    amendments: number;
    trades: number;
    holdings: number;
    shares: string;
    value: string;
    counted: { trades: number; holdings: number; shares: string; value: string };
  };
}

onEveryBackend('the thread, from a request to rows', (toBackend) => {
  let thread: Thread;
  beforeEach(async () => {
    thread = await openThread(toBackend);
  });
  afterEach(() => thread.close());

  const fault = (body: object) => thread.fault(body);
  const scrape = (ticker: string, params?: Record<string, number>) => thread.scrape(ticker, params);
  const listCompanies = () => thread.listCompanies();

  it('is not delayed by sixty jobs that somebody else has put in the queue', async () => {
    await listCompanies();
    const forged = Array.from({ length: 60 }, (_, n) => ({
      id: `star-${n}`,
      title: 'x',
      data: n % 2 === 0 ? { task: '1', dispatch: `zz${n}` } : {},
    }));
    await thread.queues.add('sec-edgar', forged as Parameters<typeof thread.queues.add>[1]);
    expect((await scrape('AAPL')).state).to.equal('done');
    await until('none of them to be left', async () => (await thread.queues.openJobIds('sec-edgar')).size === 0);
    const failed = await thread.queues.raw('sec-edgar').getRanges(['failed'], 0, -1);
    expect(failed.sort()).to.deep.equal(forged.map(({ id }) => id).sort());
  });

  it('tracks a watchlist: companies first, then each CIK once, until the rows equal the truth', async () => {
    const { tracked, runs } = await trackTickers(thread, 'default', defaultWatchlist);
    const runId = runs.find(({ dataset }) => dataset === 'insider-trades')?.id ?? null;
    expect(tracked).to.equal(25);
    const run = await awaitRun(thread.store, runId as bigint, runMs);
    expect(run.state, JSON.stringify(run.report)).to.equal('done');
    expect(run.report.targets).to.equal(24); // GOOG and GOOGL share a CIK

    const { total } = await thread.ask<Truth>(
      `truth/insider-trades?tickers=${defaultWatchlist.join()}&from=2026-10-21&to=${today}`,
    );
    const ciks = `issuer_cik IN (SELECT cik FROM watchlist_items JOIN instruments ON id = instrument_id)`;
    const [stored] = await thread.rows<Record<string, unknown>>(`
      SELECT (SELECT count(*)::int FROM filings WHERE ${ciks}) AS filings,
        (SELECT count(*)::int FROM filings WHERE ${ciks} AND amendment IS NOT NULL) AS amendments,
        (SELECT count(*)::int FROM insider_trades WHERE ${ciks}) AS trades,
        (SELECT count(*)::int FROM insider_holdings WHERE ${ciks}) AS holdings,
        (SELECT sum(shares) = ${total.shares} AND sum(value) = ${total.value} FROM insider_trades WHERE ${ciks}) AS sums`);
    const { filings, amendments, trades, holdings, counted } = total;
    expect(stored).to.deep.equal({ filings, amendments, trades, holdings, sums: true });
    const [current] = await thread.rows<Record<string, unknown>>(`
      SELECT (SELECT count(*)::int FROM counted_insider_holdings WHERE ${ciks}) AS holdings, count(*)::int AS trades,
        sum(shares) = ${counted.shares} AND sum(value) = ${counted.value} AS sums
      FROM counted_insider_trades WHERE ${ciks}`);
    expect(current).to.deep.equal({ trades: counted.trades, holdings: counted.holdings, sums: true });
    expect(counted.trades).to.be.below(trades);
    expect(trades).to.be.above(100);
    expect(run.report.found).to.equal(filings);

    const again = await trackTickers(thread, 'default', defaultWatchlist);
    expect(again).to.deep.equal({ tracked: 0, removed: 0, refused: new Map(), runs: [] });
  });

  it('retries what fails on the way and loses nothing', async () => {
    await listCompanies();
    await fault({ host: 'www.sec.gov', kind: '5xx', rate: 1, for: null, times: 2 });
    const run = await scrape('AAPL');
    expect(run.state, JSON.stringify(run.report)).to.equal('done');
    expect(run.report.retried).to.be.above(0);
    const [failed] = await thread.rows<{ n: number }>(`SELECT count(*)::int AS n FROM tasks WHERE state <> 'done'`);
    expect(failed?.n).to.equal(0);
  });

  it('waits out a block page without an attempt, and then asks with one probe first', async () => {
    await thread.close();
    // The block begins at once: it must still last when the first request leaves, on a busy machine too.
    thread = await openThread(toBackend, { banMs: 4_000, quietMs: 5_000 });
    await listCompanies();
    await fault({ host: 'data.sec.gov', kind: 'ban', rate: 1, for: null, times: 1 });
    const run = await scrape('AAPL', { daysBack: 10, maxFilings: 1 });
    expect(run.finishedAt).not.to.equal(null);
    const [task] = await thread.rows(`SELECT state, attempts, throttles FROM tasks WHERE step = 'submissions'`);
    expect(task).to.deep.equal({ state: 'done', attempts: 1, throttles: 1 });
    const { firstRequests, totals } = await thread.ask<{
      firstRequests: string[];
      totals: { whileBanned: number };
    }>('stats');
    expect(firstRequests.slice(1, 4)).to.deep.equal([
      '/data.sec.gov/submissions/CIK0000320193.json',
      '/www.sec.gov/files/company_tickers.json',
      '/data.sec.gov/submissions/CIK0000320193.json',
    ]);
    expect(totals.whileBanned).to.equal(1); // the one that met the ban
    const [source] = await thread.rows("SELECT state, quiet_until FROM source_state WHERE source = 'sec-edgar'");
    expect(source).to.deep.equal({ state: 'open', quiet_until: null });
  });

  it('gives jobs back while a source is quiet, and none of them fails or is lost by it', async () => {
    await thread.close();
    thread = await openThread(toBackend, { banMs: 1_000, quietMs: 1_500 });
    await listCompanies();
    await fault({ host: '*', kind: 'ban', rate: 1, for: null, times: 1 });
    const { runs } = await trackTickers(thread, 'default', defaultWatchlist);
    const runId = runs.find(({ dataset }) => dataset === 'insider-trades')?.id ?? null;
    const run = await awaitRun(thread.store, runId as bigint, runMs);
    expect(run.state, JSON.stringify(run.report)).to.equal('done');
    const [tasks] = await thread.rows(
      'SELECT max(dispatch) AS dispatch, max(attempts) AS attempts, max(stalls) AS stalls FROM tasks',
    );
    expect(tasks).to.deep.equal({ dispatch: 1, attempts: 1, stalls: 0 });
  });
});

onOneBackend('what a scrape asks for and stores', (toBackend) => {
  let thread: Thread;
  beforeEach(async () => {
    thread = await openThread(toBackend);
    await thread.listCompanies();
  });
  afterEach(() => thread.close());

  const scrape = (ticker: string, params?: Record<string, number>) => thread.scrape(ticker, params);

  it('asks for no document twice, and creates nothing the second time', async () => {
    const first = await scrape('AAPL');
    const second = await thread.scrape('AAPL', undefined, { force: true });
    expect(first.report.created).to.be.above(0);
    expect(second.report).to.include({ found: first.report.found, created: 0, requests: 1 });
    expect(second.state).to.equal('done');
  });

  it('reads the older pages that the range asks for', async () => {
    const run = await scrape('AAPL', { daysBack: 500, maxFilings: 10_000 });
    const { total } = await thread.ask<Truth>(`truth/insider-trades?tickers=AAPL&from=2025-07-08&to=${today}`);
    expect(run.report.found).to.equal(total.filings);
    expect((await thread.rows(`SELECT 1 FROM tasks WHERE step = 'older-page'`)).length).to.be.above(0);
  });

  it('takes no more filings than asked, says partial, and goes on the next time', async () => {
    const whole = { daysBack: 120, maxFilings: 3 };
    const first = await scrape('AAPL', whole);
    expect(first.state).to.equal('partial');
    expect(await thread.rows('SELECT 1 FROM filings')).to.have.length(3);
    await scrape('AAPL', whole);
    expect(await thread.rows('SELECT 1 FROM filings')).to.have.length(6);
  });

  it('sets aside a document that stays malformed, keeps its bytes, and asks for it no more until forced', async () => {
    await thread.fault({ host: 'www.sec.gov', kind: 'malformed', rate: 1, for: null, times: 3 });
    const run = await scrape('AAPL', { daysBack: 30, maxFilings: 1 });
    expect(run.state).to.equal('partial');
    expect(run.report.errors).to.deep.equal([{ code: 'MALFORMED_XML', tasks: 1 }]);
    expect(await thread.rows('SELECT 1 FROM filings')).to.have.length(0);
    const [kept] = await thread.rows<{ key: string; size: number }>(
      'SELECT key, size FROM set_aside_documents JOIN captures ON sha256 = capture_sha256 WHERE keep_until IS NULL',
    );
    expect(kept?.size).to.be.above(0);
    await scrape('AAPL');
    expect(await thread.rows(`SELECT 1 FROM filings WHERE accession = '${kept?.key}'`)).to.have.length(0);
  });

  it('skips a ticker without a CIK with the reason, and fails a target that EDGAR no longer knows as gone', async () => {
    await thread.rows(
      `UPDATE instruments SET cik = NULL WHERE id = (SELECT instrument_id FROM symbols WHERE symbol = 'KO')`,
    );
    await thread.rows(
      `UPDATE instruments SET cik = '0099999999' WHERE id = (SELECT instrument_id FROM symbols WHERE symbol = 'PEP')`,
    );
    expect((await scrape('KO')).report.targetsByState).to.deep.equal({ skipped: 1 });
    const gone = await scrape('PEP');
    expect(gone.state).to.equal('failed');
    expect(gone.report.targetsByState).to.deep.equal({ gone: 1 });
    const reasons = await thread.rows(`SELECT skip_reason FROM run_targets WHERE state = 'skipped'`);
    expect(reasons).to.deep.equal([{ skip_reason: 'no-cik' }]);
  });
});
