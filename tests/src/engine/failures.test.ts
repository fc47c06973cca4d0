import type { ReportedRun } from '@tickermill/store/ledger';
import { deadLetters, reviveDeadLetter } from '@tickermill/store/ledger';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

const clock = new Date('2026-11-20T22:00:00Z');
const few = { daysBack: 10, maxFilings: 2 };
const minute = 60_000;

onOneBackend('targets that fail', (toBackend) => {
  let thread: Thread;
  const worker = { reconcileMs: 200, attempts: 1 };
  beforeEach(async () => {
    thread = await openThread(toBackend, { worker });
    await thread.listCompanies();
  });
  afterEach(() => thread.close());

  const reasons = async (run: ReportedRun) => {
    const targets = await thread.store.db.runTarget.findMany({ where: { runId: run.id } });
    return targets.map(({ state, skipReason }) => skipReason ?? state);
  };
  const endedAt = (run: ReportedRun, at: Date) =>
    thread.store.db.$executeRaw`
      WITH r AS (UPDATE runs SET finished_at = ${at} WHERE id = ${run.id})
      UPDATE run_targets SET finished_at = ${at} WHERE run_id = ${run.id}`;
  /** Scrapes a ticker as if that had been on a day long ago. */
  const scrapeOn = async (day: string, ticker: string) => {
    const run = await thread.scrape(ticker, few);
    await endedAt(run, new Date(day));
    return reasons(run);
  };
  const letters = () => deadLetters(thread.store.db, {}, { limit: 10, offset: 0 });
  const forget = () =>
    thread.rows(
      `UPDATE instruments SET cik = '0099999999' WHERE id = (SELECT instrument_id FROM symbols WHERE symbol = 'PEP')`,
    );
  const breakSource = (kind: string) => thread.fault({ host: 'data.sec.gov', kind, rate: 1 });

  describe('by their own fault', () => {
    it('are set aside on the third day, and asked again once they are revived', async () => {
      await forget();
      expect(await scrapeOn('2000-01-01T12:00:00Z', 'PEP')).to.deep.equal(['gone']);
      expect(await scrapeOn('2000-01-01T23:59:59Z', 'PEP')).to.deep.equal(['gone']);
      expect(await scrapeOn('2000-01-02T00:00:00Z', 'PEP')).to.deep.equal(['gone']);
      expect(await letters(), 'two days, three failures').to.deep.equal([]);
      const third = await thread.scrape('PEP', few);
      expect(third.report.failed[0]).to.include({ state: 'gone', code: 'GONE' });
      const [letter] = await letters();
      expect(letter).to.include({
        dataset: 'insider-trades',
        target: '0099999999',
        errorCode: 'GONE',
        revivedAt: null,
      });
      expect(letter?.tickers).to.deep.equal(['PEP']);
      expect(letter?.failedOn.slice(0, 2)).to.deep.equal(['2000-01-01', '2000-01-02']);

      expect(await reasons(await thread.scrape('PEP', few, { force: true }))).to.deep.equal(['dead-letter']);
      expect((await reviveDeadLetter(thread.store.db, letter?.id ?? 0n))?.revivedAt).to.be.a('date');
      expect(await letters()).to.deep.equal([]);
      expect(await reasons(await thread.scrape('PEP', few))).to.deep.equal(['gone']);
      expect(await letters(), 'what was before counts no more').to.deep.equal([]);
    });

    it('are set aside for answers that cannot be read, but not if one could be between', async () => {
      await breakSource('cut');
      for (const day of ['2000-01-01', '2000-01-02']) expect(await scrapeOn(day, 'AAPL')).to.deep.equal(['failed']);
      for (const day of ['2000-01-01', '2000-01-02']) expect(await scrapeOn(day, 'MSFT')).to.deep.equal(['failed']);
      await thread.fault([]);
      await scrapeOn('2000-01-03', 'MSFT');
      await breakSource('cut');
      await thread.scrape('AAPL', few);
      await thread.scrape('MSFT', few);
      expect((await letters()).map(({ tickers }) => tickers)).to.deep.equal([['AAPL']]);
    });
  });

  it('by the fault of the source, or of one document, are never set aside', async () => {
    await breakSource('5xx');
    for (const day of ['2000-01-01', '2000-01-02', '2000-01-03'])
      expect(await scrapeOn(day, 'AAPL')).to.deep.equal(['failed']);
    await thread.fault({ host: 'www.sec.gov', kind: 'malformed', rate: 1 });
    for (const day of ['2000-01-01', '2000-01-02', '2000-01-03']) {
      await thread.rows('DELETE FROM set_aside_documents');
      expect(await scrapeOn(day, 'MSFT')).to.deep.equal(['partial']);
    }
    expect(await letters()).to.deep.equal([]);
  });

  it('are retried once, an hour after their run, by whatever process is there then', async () => {
    await thread.close();
    thread = await openThread(toBackend, { worker: null });
    const first = await thread.startWorker(worker);
    await thread.listCompanies();
    await breakSource('5xx');
    const [young, old] = [await thread.scrape('AAPL', few), await thread.scrape('MSFT', few)];
    expect([young.state, old.state]).to.deep.equal(['failed', 'failed']);
    await first.stop(1_000);
    await endedAt(young, new Date(clock.getTime() - 59 * minute));
    await endedAt(old, new Date(clock.getTime() - 60 * minute));
    const retryOf = ({ id }: ReportedRun) => thread.store.db.run.findUnique({ where: { retryOf: id } });
    await thread.startWorker(worker);
    await thread.startWorker(worker);
    const { id } = await until('the retry', () => retryOf(old));
    expect(await retryOf(young), 'not yet').to.equal(null);
    const retry = await thread.awaitRun(id);
    expect(retry).to.include({ trigger: 'retry', state: 'failed', retryOf: old.id });
    const [task] = await thread.rows(`SELECT priority, label FROM tasks WHERE run_id = ${retry.id}`);
    expect(task).to.deep.equal({ priority: 30, label: 'MSFT' });

    await endedAt(retry, new Date(clock.getTime() - 120 * minute));
    await thread.fault([]);
    await endedAt(young, new Date(clock.getTime() - 61 * minute));
    const second = await thread.awaitRun((await until('the other retry', () => retryOf(young))).id);
    expect(second.state).to.be.oneOf(['done', 'partial']);
    expect(await retryOf(retry), 'a retry is not retried').to.equal(null);
  });
});
