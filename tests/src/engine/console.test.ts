import { type JobConsole, openConsole } from '@tickermill/engine';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onEveryBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

const queue = 'sec-edgar';
const few = { daysBack: 30, maxFilings: 1_000 };
const documentsFail = { host: 'www.sec.gov', kind: '5xx', status: 500, path: '/Archives/' };

onEveryBackend('the buttons of the job console', (toBackend) => {
  let thread: Thread;
  let jobs: JobConsole;
  const open = async (worker: { attempts: number }) => {
    thread = await openThread(toBackend, { worker: { reconcileMs: 200, ...worker } });
    jobs = openConsole(thread);
    await thread.listCompanies();
  };
  afterEach(() => thread.close());

  const inState = (state: 'failed' | 'delayed' | 'completed') => jobs.queue(queue).getJobs([state], 0, -1);
  const untilJobs = (state: 'failed' | 'delayed', least = 1) =>
    until(`${least} ${state} jobs`, async () => {
      const found = await inState(state);
      return found.length >= least ? found : null;
    });
  const refusal = (asked: Promise<unknown>) =>
    asked.then(
      () => 'done',
      ({ code }: { code: string }) => code,
    );
  const targetsOf = (run: bigint) => thread.store.db.runTarget.findMany({ where: { runId: run } });
  const requests = async () =>
    Number((await thread.store.db.sourceState.findUniqueOrThrow({ where: { source: queue } })).requests);

  it('retry opens a failed task again in a manual run, which asks for it alone', async () => {
    await open({ attempts: 1 });
    await thread.fault({ ...documentsFail, times: 1 });
    const first = await thread.scrape('AAPL', few);
    expect(first.state).to.equal('partial');
    const [job] = await untilJobs('failed', 1);
    expect(job?.name).to.match(/^insider-trades · document · AAPL \d{10}-\d\d-\d{6}$/);
    const before = await requests();

    const retried = await jobs.retry(queue, job?.id ?? '');
    expect(retried).to.deep.include({ jobs: 1, left: 0 });
    const [id = 0n] = retried.runs;
    const run = await thread.awaitRun(id);
    expect(run).to.include({ trigger: 'manual', state: 'done' });
    expect(run.report).to.include({ tasks: 1, requests: 1, targets: 1 });
    expect(await requests()).to.equal(before + 1);
    expect(await inState('failed'), 'the failed job is history').to.deep.equal([]);
    const [target] = await targetsOf(id);
    expect(target).to.include({ state: 'done', target: '0000320193' });
    expect(target?.tickers).to.deep.equal(['AAPL']);

    const next = await thread.scrape('AAPL', few);
    expect((await targetsOf(next.id))[0]?.skipReason, 'a part is no success of the whole').to.equal(null);
  });

  it('retry of what a target began with asks about the target again, and takes its open twin along', async () => {
    await open({ attempts: 1 });
    await thread.fault({ host: 'data.sec.gov', kind: '5xx', status: 500, times: 1 });
    expect((await thread.scrape('AAPL', few)).state).to.equal('failed');
    const [job] = await untilJobs('failed', 1);
    await thread.fault({ host: '*', kind: 'latency', ms: 300 });
    const [one, other] = await Promise.all([jobs.retry(queue, job?.id ?? ''), thread.request('AAPL', few)]);
    const run = await thread.awaitRun(one.runs[0] ?? 0n);
    expect(run.state).to.equal('done');
    expect((await thread.awaitRun(other)).state).to.equal('done');
    const asked = await thread.rows<{ most: number }>(
      `SELECT max(n)::int AS most FROM (SELECT count(*) AS n FROM tasks WHERE state = 'done' GROUP BY request) t`,
    );
    expect(asked, 'each request once').to.deep.equal([{ most: 1 }]);
    expect((await thread.rows(`SELECT FROM run_targets WHERE state = 'open'`)).length).to.equal(0);
  });

  it('retry all opens every failed task in one run, and leaves dead letters and what is no failure', async () => {
    await open({ attempts: 1 });
    await thread.fault({ ...documentsFail });
    await thread.scrape('AAPL', few);
    const ofApple = (await untilJobs('failed')).length;
    await thread.scrape('MSFT', few);
    const failed = await untilJobs('failed', ofApple + 1);
    const ofMicrosoft = failed.length - ofApple;
    await thread.fault([]);
    await thread.rows(
      `INSERT INTO dead_letters (dataset, target, error_code, error_message, failed_on) VALUES ('insider-trades', '0000789019', 'GONE', 'gone', '{}')`,
    );
    const dead = failed.find(({ name }) => name.includes('MSFT'));
    expect(await refusal(jobs.retry(queue, dead?.id ?? ''))).to.equal('NOT_RETRIABLE');
    const retried = await jobs.retryAll(queue);
    expect(retried).to.deep.include({ jobs: ofApple, left: ofMicrosoft });
    expect(retried.runs).to.have.length(1);
    expect(await thread.awaitRun(retried.runs[0] ?? 0n)).to.include({ state: 'done', trigger: 'manual' });
    expect(await inState('failed')).to.have.length(ofMicrosoft);

    const [done] = await inState('completed');
    expect(await refusal(jobs.retry(queue, done?.id ?? ''))).to.equal('NOT_RETRIABLE');
    expect(await refusal(jobs.retry(queue, '4711-1'))).to.equal('NOT_FOUND');
  });

  it('promote has a delayed task asked now and first, in the ledger too', async () => {
    await open({ attempts: 3 });
    await thread.fault({ ...documentsFail, times: 2 });
    const run = await thread.request('AAPL', few);
    const delayed = await untilJobs('delayed');
    const [task] = (delayed[0]?.id ?? '').split('-');
    await thread.rows(`UPDATE tasks SET priority = 77 WHERE id = ${task}`);
    await jobs.promote(queue, delayed[0]?.id ?? '');
    const row = await thread.store.db.task.findUniqueOrThrow({ where: { id: BigInt(task ?? 0) } });
    expect(row).to.include({ priority: 20, notBefore: null });
    expect(await jobs.promoteAll(queue)).to.be.at.most(1);
    expect((await thread.awaitRun(run)).state).to.equal('done');
    const [done] = await inState('completed');
    expect(await refusal(jobs.promote(queue, done?.id ?? ''))).to.equal('NOT_RETRIABLE');
    expect(await refusal(jobs.promote('schedule', done?.id ?? ''))).to.equal('NOT_FOUND');
    expect(await refusal(jobs.promoteAll('schedule'))).to.equal('CONSOLE_REFUSED');
  });

  it('remove and clean take jobs out, and the ledger puts back what it is owed', async () => {
    await open({ attempts: 3 });
    await thread.fault(documentsFail);
    const run = await thread.request('AAPL', few);
    const { length } = await until('all documents to wait', async () => {
      const tasks = await thread.rows(`SELECT FROM tasks WHERE document_key IS NOT NULL`);
      const found = await inState('delayed');
      return found.length > 0 && found.length === tasks.length ? found : null;
    });
    const [one] = await inState('delayed');
    await jobs.remove(queue, one?.id ?? '');
    await jobs.clean(queue, 'delayed');
    await thread.fault([]);
    expect((await thread.awaitRun(run)).state).to.equal('done');
    const dispatches = await thread.rows<{ dispatch: number }>(
      `SELECT dispatch FROM tasks WHERE document_key IS NOT NULL ORDER BY id`,
    );
    expect(dispatches.filter(({ dispatch }) => dispatch === 2)).to.have.length(length);
    expect(await jobs.clean(queue, 'completed')).to.be.greaterThan(2);
    expect(await inState('completed')).to.deep.equal([]);
    expect(await refusal(jobs.clean('schedule', 'delayed'))).to.equal('CONSOLE_REFUSED');
  });

  it('pause and resume are those of the source, and lift nothing else', async () => {
    await open({ attempts: 3 });
    await thread.rows(
      `UPDATE source_state SET state = 'quiet', quiet_until = now() + interval '1 hour', quiet_reason = 'x' WHERE source = '${queue}'`,
    );
    await jobs.pause(queue, 'ada');
    const state = () => thread.store.db.sourceState.findUniqueOrThrow({ where: { source: queue } });
    expect(await state()).to.include({ pausedBy: 'ada', state: 'quiet' });
    expect(await jobs.isPaused(queue)).to.equal(true);
    expect(await jobs.queue(queue).isPaused(), 'the queue itself goes on').to.equal(false);
    await jobs.resume(queue);
    expect(await state()).to.include({ pausedBy: null, state: 'quiet' });
    expect(await jobs.isPaused(queue)).to.equal(false);
    expect(await refusal(jobs.pause('plan', 'ada'))).to.equal('CONSOLE_REFUSED');
    await jobs.queue('plan').pause();
    expect(await jobs.isPaused('plan')).to.equal(true);
    await jobs.resume('plan');
    expect(await jobs.isPaused('plan')).to.equal(false);
  });
});
