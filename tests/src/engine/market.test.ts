import { PipelineEvent } from '@tickermill/core/contracts';
import { publishOverdueIndexes, requestRun, viewMarket, viewReceipts } from '@tickermill/engine';
import { marketReading } from '@tickermill/store/market';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { filingDays, lastDay, type MarketThread, openMarket } from './market.fixture.ts';

onOneBackend('the lists of the whole market', (toBackend) => {
  let market: MarketThread;
  beforeEach(async () => {
    market = await openMarket(toBackend);
  });
  afterEach(() => market.close());

  const watermark = async () => (await marketReading(market.store.db)).watermark;
  const stored = async () =>
    new Set(
      (await market.rows<{ accession: string }>('SELECT accession FROM filings')).map(({ accession }) => accession),
    );
  const missed = async (days: readonly string[]) => {
    const have = await stored();
    const there = (await Promise.all(days.map(market.truthOf))).flat();
    expect(there.length, 'filings').to.be.greaterThan(0);
    return there.filter((accession) => !have.has(accession));
  };

  it('have every index since the first start read, its filings stored, and each day receipted', async () => {
    market.setClock('2026-11-19', '12:10:00');
    const began = await market.requests();
    const run = await market.read('ownership-index');
    const days = filingDays('2026-11-13', '2026-11-18');
    expect(run).to.include({ state: 'done', dataset: 'ownership-index' });
    expect(run.report).to.include({ targets: days.length });
    expect(await watermark()).to.equal('2026-11-18');
    expect(await missed(days)).to.deep.equal([]);

    const receipts = await market.receiptsFrom('2026-11-01');
    expect(receipts.map(({ day }) => day)).to.deep.equal(days);
    for (const { day, filings, settled, stored: own, otherIssuer, setAside, missing } of receipts) {
      expect([settled, own + otherIssuer, setAside, missing], day).to.deep.equal([filings, filings, 0, []]);
      expect(own, day).to.equal((await market.truthOf(day)).length);
    }
    const filings = receipts.reduce((sum, each) => sum + each.filings, 0);
    expect((await market.requests()) - began, 'two for each day, one for each filing').to.equal(
      2 * days.length + filings,
    );
    expect([run.report.found, run.report.otherIssuer]).to.deep.equal([
      receipts.reduce((sum, each) => sum + each.stored, 0),
      receipts.reduce((sum, each) => sum + each.otherIssuer, 0),
    ]);
    expect(run.report.otherIssuer, 'owners who are companies').to.be.greaterThan(0);

    // Nothing is final that was not: the next slot asks for nothing.
    const asked = await market.requests();
    expect((await market.read('ownership-index')).report.targets).to.equal(0);
    expect(await market.requests()).to.equal(asked);
  });

  it('wait for an index that is not there yet, and go on with the days behind it', async () => {
    market.setClock('2026-11-19', '12:10:00');
    const missing = { host: 'www.sec.gov', kind: '5xx', status: 500, path: '20261117.idx' };
    await market.fault(missing);
    const run = await market.read('ownership-index');
    expect(run.state).to.equal('partial');
    expect(await watermark(), 'the day before the one that fails').to.equal('2026-11-16');
    expect(await missed(['2026-11-18']), 'the day behind it').to.deep.equal([]);
    const { items, total } = await viewReceipts(market, { from: '2026-11-16', to: '2026-11-18' });
    expect(items.map(({ day, index }) => `${day} ${index}`)).to.deep.equal([
      '2026-11-18 read',
      '2026-11-17 overdue',
      '2026-11-16 read',
    ]);
    expect(total.settled).to.equal(total.filings);
    expect(await viewMarket(market)).to.deep.include({ overdue: ['2026-11-17'], covered: false });

    await market.fault([]);
    expect((await market.read('ownership-index')).report.targets).to.equal(1);
    expect(await watermark()).to.equal('2026-11-18');
    expect(await viewMarket(market)).to.deep.include({ overdue: [], lastFinalDay: '2026-11-18' });
  });

  it('say "not yet" of an index that EDGAR does not have, as often as they ask', async () => {
    await market.rows(`INSERT INTO market_readings (source, watermark) VALUES ('sec-edgar', '${lastDay}')`);
    market.setClock('2026-11-24', '06:10:00'); // the sandbox has nothing of Monday
    for (let nth = 0; nth < 2; nth += 1) {
      const run = await market.read('ownership-index');
      expect(run).to.include({ state: 'done' });
      expect(run.report.targetsByState).to.deep.equal({ nothing: 1 });
      expect(await watermark()).to.equal(lastDay);
    }
    expect((await viewMarket(market)).overdue).to.deep.equal([]);
    market.setClock('2026-11-24', '12:00:00');
    expect((await viewMarket(market)).overdue).to.deep.equal(['2026-11-23']);
  });

  it('publish once each index that is not there at noon, whoever looks', async () => {
    await market.rows(`INSERT INTO market_readings (source, watermark) VALUES ('sec-edgar', '${lastDay}')`);
    const overdue = async () =>
      (await market.store.db.event.findMany({ where: { type: 'index.overdue' }, orderBy: { id: 'asc' } })).map(
        ({ type, at, data }) => PipelineEvent.parse({ type, at: at.toISOString(), ...(data as object) }),
      );
    const daysOverdue = async () => (await overdue()).map((event) => event.type === 'index.overdue' && event.day);
    const look = () => Promise.all(Array.from({ length: 8 }, () => publishOverdueIndexes(market.store, market.now())));
    market.setClock('2026-11-24', '11:59:00');
    await look();
    expect(await overdue()).to.deep.equal([]);

    const asking = {
      dataset: 'ownership-index',
      trigger: 'manual',
      state: 'running',
      plannedAt: new Date(),
      request: {},
    };
    const { id } = await market.store.db.run.create({ data: asking });
    market.setClock('2026-11-24', '12:00:00');
    await look();
    expect(await overdue(), 'it is being asked for').to.deep.equal([]);
    await market.store.db.run.delete({ where: { id } });
    await look();
    await look();
    expect(await daysOverdue()).to.deep.equal(['2026-11-23']);
    expect((await overdue())[0]).to.include({ source: 'sec-edgar', watermark: lastDay });
    market.setClock('2026-11-25', '13:00:00');
    await market.startWorker({ now: market.now, reconcileMs: 100 });
    await until('a worker to tell of the next', async () => (await overdue()).length > 1);
    await look();
    expect(await daysOverdue()).to.deep.equal(['2026-11-23', '2026-11-24']);
  });

  it('are not held by a document that cannot be read, which the receipt names', async () => {
    const [bad = ''] = await market.truthOf('2026-11-18');
    const [lost = ''] = (await market.truthOf('2026-11-17')).slice(-1);
    await market.fault([
      { host: 'www.sec.gov', kind: 'malformed', path: bad },
      { host: 'www.sec.gov', kind: '5xx', status: 500, path: lost },
    ]);
    market.setClock('2026-11-19', '12:10:00');
    expect((await market.read('ownership-index')).state).to.equal('partial');
    expect(await watermark()).to.equal('2026-11-18');
    const first = await viewReceipts(market, {});
    expect([first.total.filings - first.total.settled, first.total.setAside], 'read once').to.deep.equal([2, 0]);
    // As a second reading leaves it, hours later.
    await market.store.db.setAsideDocument.updateMany({ data: { againAt: null } });
    const { total, items } = await viewReceipts(market, {});
    expect([total.filings - total.settled, total.setAside]).to.deep.equal([1, 1]);
    expect(items[0]?.setAsideFilings).to.have.length(1);
    expect(items[0]?.setAsideFilings[0]).to.deep.include({ accession: bad, errorCode: 'MALFORMED_XML' });
    expect(items[1]?.missing).to.have.length(1);
    expect(items[1]?.missing[0]).to.deep.include({ accession: lost, reason: 'failed', errorCode: 'SERVER_ERROR' });
    const ofForm = await viewReceipts(market, { form: '4/A', from: '2026-11-13', to: '2026-11-18' });
    expect(ofForm.total.filings).to.be.lessThan(total.filings);
  });

  it('count what touches a ticker that is tracked when the index is read, of days before too', async () => {
    await market.rows(`UPDATE watchlist_items SET tracked_since = '2026-11-19T15:00:00Z'`);
    market.setClock('2026-11-19', '12:10:00');
    await market.read('ownership-index');
    const days = filingDays('2026-11-13', '2026-11-18');
    const receipts = await market.receiptsFrom('2026-11-13');
    const counted = receipts.filter(({ filings }) => filings > 0).map(({ day }) => day);
    expect(counted).to.deep.equal(days);
    expect(await missed(days)).to.deep.equal([]);
  });

  it('are polled so that nothing accepted meanwhile is left out, and schedules then ask for no ticker', async () => {
    market.setClock('2026-11-19', '12:10:00');
    await market.read('ownership-index');
    for (const time of ['06:10:00', '10:00:00', '16:40:00', '22:20:00']) {
      market.setClock('2026-11-19', time);
      expect((await market.read('ownership-feed')).state, time).to.equal('done');
    }
    expect(await missed(['2026-11-19'])).to.deep.equal([]);
    const { feed } = await marketReading(market.store.db);
    expect(feed?.from.toISOString()).to.equal('2026-11-19T05:00:00.000Z');
    expect(feed?.to.toISOString().slice(0, 16)).to.equal('2026-11-20T03:20');

    const scheduled = async () => {
      const request = { tickers: ['AAPL'], params: { daysBack: 3, maxFilings: 1_000 }, force: false };
      const id = await requestRun(market, { dataset: 'insider-trades', trigger: 'schedule', request });
      await market.awaitRun(id);
      // Postgres has a clock of its own.
      await market.rows(
        `UPDATE run_targets SET finished_at = '${market.now().toISOString()}' WHERE run_id = ${id} AND state <> 'skipped'`,
      );
      const [row] = await market.rows<{ why: string | null }>(
        `SELECT skip_reason AS why FROM run_targets WHERE run_id = ${id}`,
      );
      return row?.why ?? 'asked';
    };
    market.setClock('2026-11-20', '03:00:00');
    expect(await scheduled(), 'once a day its own list is read').to.equal('asked');
    const asked = await market.requests();
    market.setClock('2026-11-20', '07:05:00');
    expect(await scheduled(), 'the index of the day before is not read yet').to.equal('asked');
    market.setClock('2026-11-20', '12:10:00');
    await market.read('ownership-index');
    await market.read('ownership-feed');
    expect((await market.requests()) - asked).to.be.greaterThan(0);
    const before = await market.requests();
    market.setClock('2026-11-20', '12:20:00');
    expect(await scheduled()).to.equal('covered');
    expect(await market.requests()).to.equal(before);
    market.setClock('2026-11-20', '15:00:00');
    expect(await scheduled(), 'no poll for too long').to.equal('asked');
  });
});
