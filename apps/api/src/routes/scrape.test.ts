import { DryRunResponse, RunsResponse, ScrapeAllResponse, ScrapeResponse } from '@tickermill/core/contracts';
import { addTargets, lockUnplannedRun, markRunPlanned } from '@tickermill/store/ledger';
import { findInstruments, track } from '@tickermill/store/universe';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('the API of manual runs', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
    const [apple] = await findInstruments(api.store.db, ['AAPL']);
    await track(api.store.db, 'default', apple ? [apple.instrumentId] : []);
  });
  after(() => api.close());

  it('says what a run would do, and writes nothing', async () => {
    const one = await api.askJson('POST', 'scheduler/scrape/AAPL?max_filings=7&dry_run=true');
    expect(one.status).to.equal(200);
    const forecast = DryRunResponse.parse(one.body);
    expect(forecast).to.include({ dry_run: true, dataset: 'insider-trades', targets: 1, requests: 1 });
    expect(forecast.sources).to.deep.equal([
      { source: 'sec-edgar', requests: 1, at_most: 8, ahead: 0, ends_at: '2026-11-20T22:00:00.125Z' },
    ]);
    const all = await api.askJson('POST', 'scheduler/scrape-all?dry_run=true');
    expect(DryRunResponse.parse(all.body)).to.include({ targets: 1 });
    expect((await api.askJson('POST', 'scheduler/scrape/NOSUCH?dry_run=true')).status).to.equal(404);
    expect((await api.askJson('POST', 'scheduler/scrape-all?limit=0&dry_run=true')).status).to.equal(422);
    expect(await api.store.db.run.count()).to.equal(0);
    expect(await api.store.db.sourceState.count()).to.equal(0);
  });

  it('answers a request that an open run brings with that run', async () => {
    const first = await api.askJson('POST', 'scheduler/scrape/MSFT?days_back=90');
    expect(first.status).to.equal(202);
    const runId = BigInt(ScrapeResponse.parse(first.body).run_id);
    await api.store.transaction(async (tx) => {
      await lockUnplannedRun(tx, runId);
      const target = { target: '0000789019', tickers: ['MSFT'], force: false, priority: 20 };
      const params = { since: '2026-08-22', maxFilings: 10 };
      await addTargets(tx, { runId, dataset: 'insider-trades', kind: 'cik', targets: [{ ...target, params }] });
      await markRunPlanned(tx, runId);
    });
    const same = await api.askJson('POST', 'scheduler/scrape/MSFT?days_back=30');
    expect([same.status, same.body['run_id']]).to.deep.equal([202, String(runId)]);
    expect(same.body).to.include({ answered_by: 'open-run', filings_found: null, skipped: null });
    const more = await api.askJson('POST', 'scheduler/scrape/MSFT?days_back=120');
    expect(more.body['run_id']).not.to.equal(String(runId));
  });

  it('asks for every tracked ticker in one run, and lists runs by what they are', async () => {
    const { status, body } = await api.askJson('POST', 'scheduler/scrape-all?limit=5');
    expect(status).to.equal(202);
    const answer = ScrapeAllResponse.parse(body);
    expect(answer).to.deep.include({ companies_scraped: null, total_trades: null });
    const run = await api.store.db.run.findUniqueOrThrow({ where: { id: BigInt(answer.run_id) } });
    expect(run.request).to.deep.include({ tickers: ['AAPL'], limit: 5 });

    const ids = async (query: string) => {
      const { items } = RunsResponse.parse((await api.askJson('GET', `runs?${query}`)).body);
      return items.map(({ id }) => id);
    };
    expect(await ids('state=running')).to.have.length(1);
    expect(await ids('ticker=msft')).to.deep.equal(await ids('state=running'));
    expect(await ids('trigger=manual&dataset=insider-trades')).to.have.length(3);
    expect(await ids('trigger=backfill')).to.deep.equal([]);
  });

  it('answers a ticker that was fetched within the last minute from the ledger, with its own figures, and says so', async () => {
    const [request, now] = [{}, new Date('2026-11-20T21:59:30Z')];
    const { id: runId } = await api.store.db.run.create({
      data: { dataset: 'insider-trades', trigger: 'schedule', state: 'done', request, finishedAt: now },
    });
    const [apple] = await findInstruments(api.store.db, ['AAPL']);
    const ended = { state: 'done', found: 7, created: 5, finishedAt: now };
    const params = { since: '2026-09-01', maxFilings: 1_000 };
    const target = { runId, dataset: 'insider-trades', targetKind: 'cik', target: apple?.cik ?? '', tickers: ['AAPL'] };
    await api.store.db.runTarget.create({ data: { ...target, params, ...ended } });
    const recent = await api.askJson('POST', 'scheduler/scrape/AAPL');
    expect(recent.status).to.equal(200);
    expect(recent.body).to.deep.equal({
      run_id: String(runId),
      state: 'done',
      answered_by: 'recent-run',
      filings_found: 7,
      trades_created: 5,
      skipped: { fresh: 1 },
    });
    const forced = await api.askJson('POST', 'scheduler/scrape/AAPL?force=true');
    expect([forced.status, forced.body['answered_by']]).to.deep.equal([202, 'new-run']);
  });
});
