import { cancelRun, type FinishedRun, pauseRun, requestRun, resumeRun } from '@tickermill/engine';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onEveryBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

const many = { daysBack: 120, maxFilings: 1_000 };

onEveryBackend('cancelling, pausing and superseding runs', (toBackend) => {
  let thread: Thread;
  let finished: FinishedRun[];
  const onFinish = async (run: FinishedRun) => void finished.push(run);
  beforeEach(async () => {
    finished = [];
    thread = await openThread(toBackend, { worker: null });
  });
  afterEach(() => thread.close());

  /** One request at a time, each of 150 ms, so that a run is to be caught in the middle. */
  async function startSlowly() {
    const worker = await thread.startWorker({ concurrency: 1, onFinish });
    await thread.listCompanies();
    await thread.fault({ host: '*', kind: 'latency', ms: 150 });
    return worker;
  }
  const tasksOf = (id: bigint) =>
    thread.rows<{ state: string; n: number }>(
      `SELECT state, count(*)::int AS n FROM tasks WHERE run_id = ${id} GROUP BY 1 ORDER BY 1`,
    );
  const untilFilings = (n: number) =>
    until(`${n} filings`, async () => (await thread.rows('SELECT 1 FROM filings')).length >= n);
  const jobs = async () => [...(await thread.queues.openJobIds('sec-edgar'))];

  it('cancels a run in the middle: its jobs are taken out, what runs may commit, and the end is published', async () => {
    await startSlowly();
    const id = await thread.request('AAPL', many);
    await untilFilings(2);
    const answer = await cancelRun(thread, id);
    expect(answer.finishedAt === null ? answer.ending : answer.state).to.equal('cancelled');
    await until('the jobs to be gone', async () => (await jobs()).length === 0);
    const run = await thread.awaitRun(id);
    expect(run).to.include({ state: 'cancelled', ending: null });
    const states = new Map((await tasksOf(id)).map(({ state, n }) => [state, n]));
    expect([...states.keys()]).to.have.members(['cancelled', 'done']);
    expect(run.report.tasksByState).to.deep.equal(Object.fromEntries(states));
    const stored = await thread.rows('SELECT 1 FROM filings');
    const read = await thread.rows(`SELECT 1 FROM tasks WHERE document_key IS NOT NULL AND state = 'done'`);
    expect(stored.length, 'every answer that came was stored').to.equal(read.length);
    await until('the run to be told', () => finished.some((each) => each.id === id && each.state === 'cancelled'));
    expect(await cancelRun(thread, id), 'once more').to.include({ state: 'cancelled' });

    await thread.fault([]);
    const again = await thread.scrape('AAPL', many);
    expect(again.state, JSON.stringify(again.report)).to.equal('done');
    const twice = `SELECT document_key FROM tasks WHERE state = 'done' AND document_key IS NOT NULL GROUP BY 1 HAVING count(*) > 1`;
    expect(await thread.rows(twice), 'only what was missing is asked for').to.deep.equal([]);
  });

  it('never plans a run that was cancelled before its planner came', async () => {
    const id = await thread.request('AAPL');
    expect(await cancelRun(thread, id)).to.include({ state: 'planning', ending: 'cancelled' });
    await thread.startWorker({ onFinish });
    expect(await thread.awaitRun(id)).to.include({ state: 'cancelled' });
    expect((await thread.ask<{ firstRequests: string[] }>('stats')).firstRequests).to.deep.equal([]);
    expect(await cancelRun(thread, 999n).catch(({ code }) => code)).to.equal('NOT_FOUND');
  });

  it('pauses a run over a restart of its worker, and lets it go on', async () => {
    const worker = await startSlowly();
    const id = await thread.request('AAPL', many);
    await untilFilings(2);
    expect(await pauseRun(thread, id)).to.include({ state: 'running', paused: true });
    await until('what ran to have ended', async () => (await jobs()).length === 0);
    await worker.stop(1_000);
    await thread.fault([]);
    await thread.startWorker({ reconcileMs: 100, onFinish });
    const before = (await thread.rows('SELECT 1 FROM filings')).length;
    const other = await thread.scrape('MSFT');
    expect(other.state, 'another run is not held up').to.equal('done');
    const ofIssuer = `SELECT 1 FROM filings WHERE issuer_cik IN (SELECT target FROM run_targets WHERE run_id = ${id})`;
    expect((await thread.rows(ofIssuer)).length).to.be.at.most(before);
    expect(await tasksOf(id)).to.deep.include({ state: 'waiting', n: (await waiting(id)).length });

    expect(await resumeRun(thread, id)).to.include({ paused: false });
    const run = await thread.awaitRun(id);
    expect(run.state, JSON.stringify(run.report)).to.equal('done');
    const [twice] = await thread.rows<{ n: number }>('SELECT count(*)::int AS n FROM tasks WHERE attempts > 1');
    expect(twice?.n, 'nothing was asked twice').to.equal(0);
    for (const refused of [pauseRun(thread, id), resumeRun(thread, id)]) {
      expect(await refused.catch(({ code }) => code)).to.equal('RUN_ENDED');
    }
    expect(await pauseRun(thread, 999n).catch(({ code }) => code)).to.equal('NOT_FOUND');
  });
  const waiting = (id: bigint) => thread.rows(`SELECT 1 FROM tasks WHERE run_id = ${id} AND state = 'waiting'`);

  it('stops a run whose source fails as often in a row as the run allows, and no other', async () => {
    await thread.startWorker({ concurrency: 1, attempts: 1, onFinish });
    await thread.listCompanies();
    const ask = (ticker: string, maxConsecutiveFailures?: number) => {
      const request = { tickers: [ticker], params: many, force: false };
      return requestRun(thread, { dataset: 'insider-trades', trigger: 'manual', request, maxConsecutiveFailures });
    };
    await thread.fault({ host: 'www.sec.gov', kind: '5xx', status: 500 });
    const [patient, stopped] = [await ask('MSFT'), await ask('AAPL', 3)];
    const run = await thread.awaitRun(stopped);
    expect(run).to.include({ state: 'partial', ending: null });
    const { failed, cancelled } = run.report.tasksByState;
    expect(failed).to.be.within(3, 4); // one more may have left before the first word of it
    expect(cancelled).to.be.above(0);
    expect(run.report.targetsByState).to.deep.equal({ cancelled: 1 });
    expect((await thread.awaitRun(patient)).report.tasksByState).not.to.have.property('cancelled');
    await until('both to be told', () => [patient, stopped].every((id) => finished.some((each) => each.id === id)));
  });

  it('closes a scheduled run that is still open at the next slot of its group, and runs the next', async () => {
    await startSlowly();
    const slot = async (hour: number) => {
      const request = { tickers: ['AAPL'], params: many, force: false };
      const dueAt = new Date(`2026-11-20T0${hour}:00:00Z`);
      const data = { dataset: 'insider-trades', trigger: 'schedule', groupKey: 'all', dueAt, request };
      const { id } = await thread.store.db.run.create({ data });
      await thread.queues.add('plan', [{ title: 'a slot', data: { run: String(id) } }]);
      return id;
    };
    const first = await slot(3);
    await untilFilings(2);
    const second = await slot(9);
    const superseded = await thread.awaitRun(first);
    expect(superseded.state).to.equal('partial');
    expect(superseded.report.failed.map(({ state, code }) => [state, code])).to.deep.equal([
      ['superseded', 'SUPERSEDED'],
    ]);
    expect((await tasksOf(first)).map(({ state }) => state)).to.deep.equal(['done', 'superseded']);
    await thread.fault([]);
    expect((await thread.awaitRun(second)).finishedAt).not.to.equal(null);
    await until('both to be told', () => finished.length >= 3);
  });
});
